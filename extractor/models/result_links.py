"""Says which of the groups, and which of the outcomes, named in a sentence each of its numbers belongs to.

A log-linear chain over the numbers of the sentence: how a number and a name stand to each other, and whether two numbers
in a row share one name; `training/result_links.py` made its weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.models import arrays
from extractor.models.linear import buckets
from extractor.models.words import plain

ROWS = 1 << 12
STOPS = frozenset("; : whereas while but . although".split())
SETTING = frozenset("than versus vs v compared over against from".split())
Array = NDArray[np.float64]


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


@lru_cache(maxsize=1 << 12)
def _rows_of_pair(kind: str, how: str, gap: str, told: bool, wide: int, run: tuple[int, int]) -> tuple[int, ...]:
    seen = (f"&{how}", f"&{how}{gap}", f"&{how}{gap}{int(told)}", f"&{how}{wide}", f"&{how}{run}{wide}")
    return tuple(buckets((kind + feature for feature in seen), ROWS))


def _many(n: int) -> int:
    return n if n < 4 else 4 if n < 7 else 5 if n < 12 else 6 if n < 20 else 7


class Links:
    """The chain of one sentence: its choices for each number are the names, and, as the last one, none of them."""

    def __init__(self, setting: Setting) -> None:
        self.of = setting
        self.low = [plain(word) for word in setting.words]
        texts = [" ".join(self.low[n.start : n.end]) for n in setting.names]
        self.same = [texts.index(text) for text in texts]  # the first name of the same words
        self.order = {name: rank for rank, name in enumerate(dict.fromkeys(self.same))}
        self.ranks = [self.order[i] for i in self.same]
        self.gaps = [self._gap(i) for i in range(len(setting.numbers))]
        self.runs = self._runs()
        self.told = "respectively" in self.low
        self.ahead, self.behind = self._aligned()
        self.unary = [
            [self._rows(i, j) for j in range(len(setting.names))] + [self._none(i)] for i in range(len(setting.numbers))
        ]
        self.pairs = [self._pairs(i) for i in range(1, len(setting.numbers))]

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

    def _rows(self, i: int, j: int) -> tuple[int, ...]:
        number, name, kind = self.of.numbers[i], self.of.names[j], self.of.kind
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
        return tuple(buckets((kind + feature for feature in told), ROWS))

    def _none(self, i: int) -> tuple[int, ...]:
        place, run = self.runs[i]
        later = sum(n.start >= self.of.numbers[i].end for n in self.of.names)
        told = (
            "none", f"none{len(self.order)}", f"none{place}{min(run, 4)}{len(self.order)}", f"none{self.gaps[i]}", f"none{later > 0}{later < len(self.of.names)}",
        )  # fmt: skip
        return tuple(buckets((self.of.kind + feature for feature in told), ROWS))

    def _pairs(self, i: int) -> list[list[tuple[int, ...]]]:
        """For each choice of the number before, and each of this one."""
        choices = range(len(self.of.names) + 1)
        return [[self._pair_rows(i, a, b) for b in choices] for a in choices]

    def _pair_rows(self, i: int, a: int, b: int) -> tuple[int, ...]:
        none = len(self.of.names)
        if none in (a, b):
            how = "nn" if a == b else "xn" if b == none else "nx"
        elif self.same[a] == self.same[b]:
            how = "same" if a == b else "alike"
        else:
            how = "next" if self.ranks[b] == self.ranks[a] + 1 else "up" if b > a else "down"
        return _rows_of_pair(self.of.kind, how, self.gaps[i], self.told, len(self.order), self.runs[i])

    def potentials(self, learned: Array) -> tuple[Array, list[Array]]:
        one = np.array([[learned[list(rows)].sum() for rows in choices] for choices in self.unary])
        return one, [np.array([[learned[list(rows)].sum() for rows in line] for line in table]) for table in self.pairs]

    def best(self, learned: Array) -> list[int | None]:
        """The name of each number, None where the sentence does not say."""
        if not self.of.numbers:
            return []
        one, two = self.potentials(learned)
        state, back = one[0], []
        for row, pair in zip(one[1:], two, strict=True):
            ways = state[:, None] + pair
            back.append(ways.argmax(0))
            state = ways.max(0) + row
        path = [int(state.argmax())]
        for pointers in reversed(back):
            path.append(int(pointers[path[-1]]))
        return [None if j == len(self.of.names) else j for j in path[::-1]]


@cache
def weights() -> Array:
    return arrays("result_links")["weights"].astype(np.float64)


def link(setting: Setting) -> list[int | None]:
    """The name of each number by its place among the names."""
    return Links(setting).best(weights())
