"""Precision and recall of a found record against a gold one, by group of fields: each value that a person wrote down counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

LINKS = ("arm", "arms", "measure", "timepoint", "definition", "n", "count", "spread", "interval", "p", "df")


@dataclass
class Tally:
    """found, gold and hit values, with the misses and false finds in words."""

    found: int = 0
    gold: int = 0
    hit: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hit / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 1.0

    def add(self, found: Iterable[Any], gold: Iterable[Any], where: str) -> None:
        seen, wanted = Counter(map(_key, found)), Counter(map(_key, gold))
        self.found += sum(seen.values())
        self.gold += sum(wanted.values())
        self.hit += sum((seen & wanted).values())
        self.missed += [f"{where} {key}" for key in (wanted - seen).elements()]
        self.false += [f"{where} {key}" for key in (seen - wanted).elements()]

    def __iadd__(self, other: Tally) -> Tally:
        self.found, self.gold, self.hit = self.found + other.found, self.gold + other.gold, self.hit + other.hit
        self.missed += other.missed
        self.false += other.false
        return self


def _key(value: Any) -> str:
    return str(value).casefold()


def tallies(found: dict[str, Any], gold: dict[str, Any]) -> dict[str, Tally]:
    """One tally a group of fields, of two plain views of one document."""
    groups = {
        name: Tally()
        for name in ("document", "design", "population", "n", "arms", "doses", "measures", "results", "links")
    }
    groups["document"].add(_leaves(found, "kind", "title", "subject"), _leaves(gold, "kind", "title", "subject"), "")
    seen = {study["id"]: study for study in found.get("studies", [])}
    wanted = {study["id"]: study for study in gold.get("studies", [])}
    for key in seen.keys() | wanted.keys():
        _study(groups, seen.get(key, {}), wanted.get(key, {}), key)
    return groups


def _leaves(item: dict[str, Any], *keys: str) -> Iterator[tuple[str, Any]]:
    for key in keys:
        value = item.get(key)
        if isinstance(value, dict):
            yield from ((f"{key}.{name}", inner) for name, inner in value.items())
        elif value is not None:
            yield key, value


def _study(groups: dict[str, Tally], found: dict[str, Any], gold: dict[str, Any], where: str) -> None:
    for name, keys in (("document", ("label", "year", "reported_here")), ("design", ("design",)), ("population", ("population",)), ("n", ("n",))):  # fmt: skip
        groups[name].add(_leaves(found, *keys), _leaves(gold, *keys), where)
    arms, own = found.get("arms", []), gold.get("arms", [])
    groups["arms"].add([(a["name"], a.get("role")) for a in arms], [(a["name"], a.get("role")) for a in own], where)
    groups["n"].add(
        *[[(a["name"], *leaf) for a in side for leaf in _leaves(a, "n")] for side in (arms, own)], f"{where} arm"
    )
    groups["doses"].add(*[[leaf for a in side for leaf in _dose_leaves(a)] for side in (arms, own)], where)
    for part in ("measures", "timepoints"):
        groups["measures"].add(*[[leaf for item in side.get(part, []) for leaf in item.items()] for side in (found, gold)], where)  # fmt: skip
    for part in ("results", "comparisons"):
        _rows(groups, found.get(part, []), gold.get(part, []), where)


def _dose_leaves(arm: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for dose in arm.get("doses", []):
        for key, value in dose.items():
            yield arm["name"], dose.get("amount", ""), key, value


def _rows(groups: dict[str, Tally], found: list[dict[str, Any]], gold: list[dict[str, Any]], where: str) -> None:
    """Rows are paired by the number that they tell, the most alike first; then what they link it to is counted."""
    pairs = sorted(
        (
            (-_alike(a, b), i, j)
            for i, a in enumerate(found)
            for j, b in enumerate(gold)
            if _number(a) == _number(b)
        )
    )  # fmt: skip
    left, right = set(range(len(found))), set(range(len(gold)))
    for _, i, j in pairs:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            groups["results"].add([_number(found[i])], [_number(gold[j])], where)
            groups["links"].add(_leaves(found[i], *LINKS), _leaves(gold[j], *LINKS), f"{where} {_number(gold[j])}")
    for i in left:
        groups["results"].add([_number(found[i])], [], where)
        groups["links"].add(_leaves(found[i], *LINKS), [], f"{where} {_number(found[i])}")
    for j in right:
        groups["results"].add([], [_number(gold[j])], where)
        groups["links"].add([], _leaves(gold[j], *LINKS), f"{where} {_number(gold[j])}")


def _number(row: dict[str, Any]) -> str:
    """What a row tells: its statistic or kind with its value."""
    if "kind" in row:
        return _key((row["kind"], row.get("estimate"), row.get("statistic"), row.get("p")))
    return _key((row["statistic"], row["value"]))


def _alike(a: dict[str, Any], b: dict[str, Any]) -> int:
    return sum(_key(a.get(key)) == _key(value) for key, value in b.items())
