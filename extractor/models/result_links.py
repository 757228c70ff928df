"""Says which of the groups, and which of the outcomes, named in a sentence each of its numbers belongs to.

A chain over the numbers of the sentence: how a number and a name stand to each other, and whether two numbers in a row
share one name; `training/result_links.py` made its weights.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.models import arrays
from extractor.models.chains import Array, Chain, Rows
from extractor.models.linear import buckets
from extractor.models.words import plain

ROWS = 1 << 12
STOPS = frozenset("; : whereas while but . although".split())
SETTING = frozenset("than versus vs v compared over against from".split())


class Stretch(NamedTuple):
    """Some words of a sentence, by the first and the one after the last."""

    start: int
    end: int


class Setting(NamedTuple):
    """A sentence whose numbers are to be linked to names of one kind: "INTV" or "OC"."""

    kind: str
    words: Sequence[str]
    numbers: Sequence[Stretch]
    names: Sequence[Stretch]
    others: Sequence[Stretch]  # names of the other kind
    sure: Sequence[bool] = ()  # for each name; none said: all are
    whose: Sequence[Hashable] = ()  # for each name what it names; none said: the same words name the same


# How the choices of two numbers in a row stand to each other.
HOWS = ("nn", "xn", "nx", "same", "alike", "next", "up", "down")


class Step(NamedTuple):
    """What is seen of a number and the one before it: between them, and of the whole."""

    gap: str
    told: bool
    wide: int
    run: tuple[int, int]

    def seen(self, how: str) -> list[str]:
        return [
            f"&{how}", f"&{how}{self.gap}", f"&{how}{self.gap}{int(self.told)}", f"&{how}{self.wide}", f"&{how}{self.run}{self.wide}",
        ]  # fmt: skip


@lru_cache(maxsize=1 << 12)
def _rows_of_step(kind: str, how: str, step: Step) -> Rows:
    return hashed(kind, step.seen(how), ROWS)


def hashed(kind: str, seen: Sequence[str], size: int) -> Rows:
    """The rows of some features, which are told apart by the kind of name that is asked for."""
    return tuple(buckets((kind + feature for feature in seen), size))


def _many(n: int) -> int:
    return n if n < 4 else 4 if n < 7 else 5 if n < 12 else 6 if n < 20 else 7


class Links:
    """The chain of one sentence: its choices for each number are the names, and, as the last one, none of them."""

    def __init__(self, setting: Setting) -> None:
        self.of = setting
        self.low = [plain(word) for word in setting.words]
        whose = list(setting.whose) or [" ".join(self.low[n.start : n.end]) for n in setting.names]
        self.same = [whose.index(one) for one in whose]  # the first name of the same
        self.order = {name: rank for rank, name in enumerate(dict.fromkeys(self.same))}
        self.ranks = [self.order[i] for i in self.same]
        self.gaps = [self._gap(i) for i in range(len(setting.numbers))]
        self.runs = self._runs()
        self.told = "respectively" in self.low
        self.ahead, self.behind = self._aligned()

    @property
    def chain(self) -> Chain:
        """The choices of each number: the names, and, as the last one, none of them."""
        numbers, names = range(len(self.of.numbers)), range(len(self.of.names))
        unary = [
            [*(hashed(self.of.kind, self.seen(i, j), ROWS) for j in names), hashed(self.of.kind, self.seen_of_none(i), ROWS)]
            for i in numbers
        ]  # fmt: skip
        steps = [[_rows_of_step(self.of.kind, how, self.step(i)) for how in HOWS] for i in numbers[1:]]
        return Chain(unary, self.hows(), steps)

    def _gap(self, i: int) -> str:
        """What stands between a number and the one before it."""
        if i == 0:
            return "first"
        between = self.low[self.of.numbers[i - 1].end : self.of.numbers[i].start]
        named = any(self.of.numbers[i - 1].end <= n.start < self.of.numbers[i].start for n in self.of.names)
        other = any(self.of.numbers[i - 1].end <= n.start < self.of.numbers[i].start for n in self.of.others)
        word = next(
            (w for w in between if w in {"versus", "vs", "v", "and", "to", "compared", "than", "from", ";", "but", "while", "whereas", "or"}),
            "," if "," in between else "(" if "(" in between else "",
        )  # fmt: skip
        return f"{word}{'N' * named}{'O' * other}"

    def _runs(self) -> list[tuple[int, int]]:
        """For each number its place in its run of numbers with no name between them, and the length of the run."""
        starts = [
            i
            for i, gap in enumerate(self.gaps)
            if i == 0 or "N" in gap or gap.startswith((";", "but", "wh")) or self._is_new_pair(i)
        ]
        found = []
        for start, end in zip(starts, [*starts[1:], len(self.gaps)], strict=True):
            found += [(i - start, end - start) for i in range(start, end)]
        return found

    def _is_new_pair(self, i: int) -> bool:
        """ "fever (17 v 12 %), nausea (23 v 9 %)": another outcome, or a bracket of its own, begins another run."""
        if self.of.kind != "INTV":
            return False
        between = self.low[self.of.numbers[i - 1].end : self.of.numbers[i].start]
        named = any(self.of.numbers[i - 1].end <= n.start < self.of.numbers[i].start for n in self.of.others)
        return named or (")" in between and "(" in between[between.index(")") :])

    def _aligned(self) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
        """For each number of a run the names last said before the run and first said after it, as many as it is long."""
        ahead, behind = [], []
        for i, (place, length) in enumerate(self.runs):
            start = self.of.numbers[i - place].start
            end = self.of.numbers[min(i - place + length, len(self.of.numbers)) - 1].end
            before = [self.same[j] for j, n in enumerate(self.of.names) if n.end <= start]
            after = [self.same[j] for j, n in enumerate(self.of.names) if n.start >= end]
            last = list(dict.fromkeys(reversed(before)))[:length][::-1]
            first = list(dict.fromkeys(after))[:length]
            ahead.append({name: rank for rank, name in enumerate(last)} if len(last) == length else {})
            behind.append({name: rank for rank, name in enumerate(first)} if len(first) == length else {})
        return ahead, behind

    def seen(self, i: int, j: int) -> list[str]:
        """What is seen of a number and a name."""
        number, name = self.of.numbers[i], self.of.names[j]
        after = name.start >= number.end
        left, right = (number.end, name.start) if after else (name.end, number.start)
        between = self.low[left:right]
        names = sum(left <= n.start < right for n in self.of.names)
        numbers = sum(left <= n.start < right for n in self.of.numbers)
        others = sum(left <= n.start < right for n in self.of.others)
        stop = any(w in STOPS for w in between)
        side = "a" if after else "b"
        near = f"{side}{min(names, 3)}{min(numbers, 3)}{int(stop)}"
        before_name = self.low[name.start - 1] if name.start else "<"
        two = self.low[name.start - 2] if name.start > 1 else "<"
        after_number = self.low[number.end] if number.end < len(self.low) else ">"
        before_number = self.low[number.start - 1] if number.start else "<"
        place, run = self.runs[i]
        rank, count = self.ranks[j], len(self.order)
        fits = run == count
        later_names = sum(n.start >= number.end for n in self.of.names)
        told = [
            near, f"{near}d{_many(len(between))}", f"{near}o{min(others, 2)}", f"{side}d{_many(len(between))}",
            f"{side}w{before_name}", f"{near}w{before_name}", f"{side}W{two} {before_name}", f"{side}v{after_number}", f"{near}v{after_number}",
            f"{side}u{before_number}", f"{side}r{place - rank if fits else 'x'}{int(self.told)}", f"{near}r{place == rank}{int(fits)}{int(self.told)}",
            f"r{place == rank}{int(fits)}{int(self.told)}{min(later_names, 2)}",
            f"{side}R{place % max(count, 1) == rank}{run % max(count, 1) == 0}{int(self.told)}", f"R{run}{count}{place}{rank}{int(self.told)}",
            f"{side}S{before_name in SETTING}{place}{min(run, 3)}", f"{near}l{later_names > 0}",
            f"{side}c{sum(w == ',' for w in between)}{sum(w in '([' for w in between)}{sum(w in ')]' for w in between)}",
            f"{side}h{self.low[name.end - 1]}", f"n{len(self.of.names)}{side}",
        ]  # fmt: skip
        for word, ranks in (("L", self.ahead[i]), ("F", self.behind[i])):
            if ranks:
                fit = "y" if ranks.get(self.same[j]) == place else "n" if self.same[j] in ranks else "-"
                told += [
                    f"{word}{fit}",
                    f"{word}{fit}{min(run, 3)}",
                    f"{word}{fit}{min(run, 3)}{self.gaps[i]}",
                    f"{word}{fit}{int(self.told)}{side}",
                ]
                told.append(f"{word}{fit}{bool(self.ahead[i])}{bool(self.behind[i])}{min(run, 3)}{int(self.told)}")
        sure = not self.of.sure or self.of.sure[j]
        told += [f"?{sure}", f"?{sure}{near}", f"?{sure}{side}{before_name}"]
        if len(between) <= 3:
            told.append(f"{side}={' '.join(between)}")
        if between:
            told.append(f"{side}<{between[0]}>{between[-1]}")
        told += [
            f"{side}-{w}"
            for w in set(between)
            if w in SETTING or w in STOPS or w in {"and", "(", ")", "was", "were", "in", "for", "with"}
        ]
        return told

    def seen_of_none(self, i: int) -> list[str]:
        """What is seen of a number that belongs to no name."""
        place, run = self.runs[i]
        later = sum(n.start >= self.of.numbers[i].end for n in self.of.names)
        return [
            "none", f"none{len(self.order)}", f"none{place}{min(run, 4)}{len(self.order)}", f"none{self.gaps[i]}", f"none{later > 0}{later < len(self.of.names)}",
        ]  # fmt: skip

    def hows(self, same: Sequence[int] = (), ranks: Sequence[int] = ()) -> NDArray[np.int64]:
        """For each choice of a number, and each of the next one, how they stand to each other; further choices may follow."""
        same, ranks = [*self.same, *same], [*self.ranks, *ranks]
        none = len(same)
        found = np.zeros((none + 1, none + 1), dtype=np.int64)
        for a in range(none + 1):
            for b in range(none + 1):
                if none in (a, b):
                    how = "nn" if a == b else "xn" if b == none else "nx"
                elif same[a] == same[b]:
                    how = "same" if a == b else "alike"
                else:
                    how = "next" if ranks[b] == ranks[a] + 1 else "up" if b > a else "down"
                found[a, b] = HOWS.index(how)
        return found

    def step(self, i: int) -> Step:
        """What is seen of a number and the one before it."""
        return Step(self.gaps[i], self.told, len(self.order), self.runs[i])


@cache
def weights() -> Array:
    return arrays("result_links")["weights"].astype(np.float64)


def link(setting: Setting) -> list[int | None]:
    """The name of each number by its place among the names, None where the sentence does not say."""
    if not setting.numbers:
        return []
    none = len(setting.names)
    return [None if j == none else j for j in Links(setting).chain.best(weights())]
