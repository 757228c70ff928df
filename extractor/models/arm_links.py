"""Says which arm of the study each number of a sentence is a result of, though the sentence may not name that arm.

A chain over the numbers, as in `result_links`; the choices are the places where the sentence names an arm or some other
group, each arm that it does not name, and none.  `training/arm_links.py` made its weights and measured how often it is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from extractor.models import arrays
from extractor.models.chains import Array, Chain, Rows
from extractor.models.result_links import HOWS, Links, Setting, Step, Stretch, hashed

ROWS = 1 << 15
KIND = "INTV"
# An arm that is less likely than this is not given.  Of those a little above it two in five are right, as their
# confidence says; where a document has no other sentence with results, one in two (`training/arm_links.py`, out of fold).
LEAST, LEAST_ALONE = 0.4, 0.2
# What is as likely as this tells equal numbers of two arms apart.
LEAST_TO_TELL_APART = 0.1
CUES = frozenset(
    """groups group both arms corresponding respectively between two three among all overall total they these those this
    control compared versus vs baseline before after patients subjects similar differ difference""".split()
)
MOST = 3
AGAINST = frozenset("than versus vs v vs. v. compared against relative".split())
BETWEEN = frozenset(
    "with to in the a an for on those patients subjects participants given receiving treated of by from".split()
)
WORDS_BETWEEN = 4


class Name(NamedTuple):
    """Where a sentence names a group, and the arm that this is; None for a group that is none of the study's arms."""

    at: Stretch
    arm: int | None
    sure: bool = True


class Arm(NamedTuple):
    """What is known of an arm beyond the sentence.

    role     "i" or "c"
    rank     its place among the arms in the order in which the text names them
    backed   how plainly the text makes it an arm, in a letter
    often    how often the text names it
    told     how many sentences with results name it
    before   its place among the arms that the sentence before names; None when it is not named there
    last     whether it is the last one named there
    """

    role: str
    rank: int
    backed: str
    often: int
    told: int
    before: int | None = None
    last: bool = False


NO_ARM = -1


class Ruled(NamedTuple):
    """What other ways of reading say of the arm of a number.

    arm    by plain rules
    plain  whether it is said in order, or right after the number
    told   by the names of the sentence alone (`result_links`); NO_ARM for a group that is none
    """

    arm: int | None = None
    plain: bool = False
    told: int | None = None


class Asked(NamedTuple):
    """A sentence with numbers, and all that bears on whose they are."""

    words: Sequence[str]
    numbers: Sequence[Stretch]
    kinds: Sequence[str]  # of each number: "percent", "mean" ...
    names: Sequence[Name]
    outcomes: Sequence[Stretch]
    arms: Sequence[Arm]
    ruled: Sequence[Ruled]  # for each number
    lone: bool = False  # whether the document has no other sentence with results, so that little is known of its arms


class Judged(NamedTuple):
    """The arm of a number, how likely it is, and the arm that it may be where none is likely enough to be given."""

    arm: int | None
    likely: float
    like: int | None = None


@lru_cache(maxsize=1 << 13)
def _rows_of_step(how: str, step: Step, kinds: str, between: tuple[str, ...], alike: bool) -> Rows:
    seen = [
        *step.seen(how),
        f"&{how}k{kinds}",
        f"&{how}k{kinds}{step.gap}",
        f"&{how}K{alike}",
        f"&{how}K{alike}{step.gap}",
    ]
    if between:
        seen += [f"&{how}={' '.join(between)}", f"&{how}={' '.join(between)}{kinds}"]
    return hashed(KIND, seen, ROWS)


class ArmLinks:
    """The chain of one sentence: its choices are the names, the arms without a name there, and none."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        words = [word.lower() for word in asked.words]
        whose = [
            name.arm if name.arm is not None else " ".join(words[name.at.start : name.at.end]) for name in asked.names
        ]
        setting = Setting(
            KIND, asked.words, asked.numbers, [n.at for n in asked.names], asked.outcomes, [n.sure for n in asked.names], whose
        )  # fmt: skip
        self.links = Links(setting)
        named = {name.arm for name in asked.names}
        self.unnamed = [arm for arm in range(len(asked.arms)) if arm not in named]
        self.arms = [*(name.arm for name in asked.names), *self.unnamed, None]  # of each choice
        self.against = [self._is_against(name.at.start) for name in asked.names]
        self.after = [" ".join(self.links.low[name.at.end : name.at.end + 1]) for name in asked.names]
        only = {self.asked.names[j].arm: self.against[j] for j in range(len(asked.names) - 1, -1, -1)}
        self.set = "".join(sorted("ns"[against] for arm, against in only.items() if arm is not None)[:MOST])
        main = [k for k, arm in enumerate(asked.arms) if arm.told] or list(range(len(asked.arms)))
        self.main = {k: rank for rank, k in enumerate(sorted(main, key=lambda k: asked.arms[k].rank))}
        self.printed = [self._printed(number) for number in asked.numbers]
        self.cues = sorted(CUES.intersection(words))
        self.known = [self._known(arm) for arm in range(len(asked.arms))]
        self.many = f"{min(len(named - {None}), MOST)}of{min(len(asked.arms), MOST + 1)}"

    @property
    def chain(self) -> Chain:
        links, first = self.links, len(self.asked.names)
        numbers = range(len(self.asked.numbers))
        unary = [
            [
                *(hashed(KIND, self._of_name(i, j), ROWS) for j in range(first)),
                *(hashed(KIND, self._of_unnamed(i, arm), ROWS) for arm in self.unnamed),
                hashed(KIND, self._of_none(i), ROWS),
            ]
            for i in numbers
        ]
        order = sorted(self.unnamed, key=lambda arm: self.asked.arms[arm].rank)
        ranks = [len(links.order) + order.index(arm) for arm in self.unnamed]
        same = [first + k for k in range(len(self.unnamed))]
        return Chain(unary, links.hows(same, ranks), [[self._of_step(i, how) for how in HOWS] for i in numbers[1:]])

    def _of_step(self, i: int, how: str) -> Rows:
        between = self.links.low[self.asked.numbers[i - 1].end : self.asked.numbers[i].start]
        told = tuple(between) if len(between) <= WORDS_BETWEEN else ()
        kinds = self.printed[i - 1] + self.printed[i]
        return _rows_of_step(how, self.links.step(i), kinds, told, self.asked.kinds[i - 1] == self.asked.kinds[i])

    def _is_against(self, start: int) -> bool:
        """Whether a name is what others are set against: "than with X", "compared with the X"."""
        before = self.links.low[max(0, start - 4) : start]
        while before and before[-1] not in AGAINST:
            if before.pop() not in BETWEEN:
                return False
        return bool(before)

    def _printed(self, number: Stretch) -> str:
        """How a number is printed: with a percent sign, a spread, as a fraction, with decimals, whole or in words."""
        own = self.links.low[number.start : number.end]
        after = self.links.low[number.end : number.end + 1]
        for mark, signs in (("%", {"%", "percent"}), ("+", {"±", "+/-", "+"}), ("/", {"/", "of"})):
            if signs.intersection(own + after if mark == "%" else own):
                return mark
        return "w" if own[0][:1].isalpha() else "d" if "." in own[0] else "i"

    def _known(self, arm: int) -> list[str]:
        of = self.asked.arms[arm]
        often, told = min(of.often.bit_length(), 4), min(of.told.bit_length(), 3)
        main = self.main.get(arm)
        mainly = "x" if main is None else f"{min(main, MOST)}of{min(len(self.main), MOST + 1)}"
        if self.asked.lone:
            return [f"A1{of.role}", f"A1{mainly}"]
        before = "x" if of.before is None else str(min(of.before, MOST))
        return [
            f"A{of.role}{of.backed}", f"Ao{often}{of.backed}", f"At{told}{of.backed}", f"At{told}{often}", f"Am{mainly}", f"Am{mainly}{of.role}", f"Ab{before}{int(of.last)}", f"Ar{min(of.rank, MOST)}{of.role}",
        ]  # fmt: skip

    def _ruled(self, i: int, arm: int | None) -> list[str]:
        """How the choice stands to what the rules, and the names alone, say."""
        of = self.asked.ruled[i]
        ruled, told = ("none" if one is None else "this" if one == arm else "other" for one in (of.arm, of.told))
        if of.told == NO_ARM:
            told = "group"
        return [
            f"L{ruled}", f"L{ruled}{int(of.plain)}", f"L{ruled}{int(of.plain)}{self.asked.kinds[i]}", f"T{told}", f"T{told}{self.many}",
            f"T{told}L{ruled}{int(of.plain)}", f"T{told}L{ruled}{int(of.plain)}{self.many}",
        ]  # fmt: skip

    def _of_name(self, i: int, j: int) -> list[str]:
        arm = self.asked.names[j].arm
        seen = self.links.seen(i, j)
        known = ["A?"] if arm is None else self.known[arm]
        place, run = self.links.runs[i]
        set_against = f"s{self.against[j]}{place}{min(run, MOST)}"
        more = [
            *known, *self._ruled(i, arm), f"K{self.asked.kinds[i]}", f"P{self.printed[i]}", set_against, f"{set_against}{self.many}{self.set}", f"a{self.after[j]}",
        ]  # fmt: skip
        return [*seen, *more, *(seen[0] + feature for feature in more)]

    def _of_unnamed(self, i: int, arm: int) -> list[str]:
        of = self.asked.arms[arm]
        place, run = self.links.runs[i]
        main = self.main.get(arm)
        fits = run == len(self.main)
        mainly = f"{'x' if main is None else min(main, MOST)}of{min(len(self.main), MOST + 1)}"
        gap = self.links.gaps[i]
        follows = self.links.gaps[i + 1] if i + 1 < len(self.links.gaps) else "end"
        return [
            "un", *self.known[arm], *self._ruled(i, arm), f"u{self.many}", f"u{place == main}{fits}", f"um{mainly}{place}{min(run, MOST)}", f"um{mainly}{place}{min(run, MOST)}{self.many}{self.set}", f"um{mainly}{gap}{follows}", f"u{place}{min(of.rank, MOST)}{run}{self.many}",
            f"u{place}{of.role}{run}{self.many}", f"uB{of.before}{place}{min(run, MOST)}", f"uB{of.before}{of.last}{self.many}", f"ug{gap}{of.role}{self.many}",
            f"uf{follows}{of.role}{self.many}", f"uf{place}{of.before}{follows}", f"uk{self.asked.kinds[i]}", f"ut{self.links.told}{place == main}{fits}",
            f"us{self.set}{place}{min(run, MOST)}{self.many}", f"us{self.set}{place}{min(run, MOST)}{gap}{follows}",
            *(f"uc{cue}" for cue in self.cues), *(f"uc{cue}{self.many}" for cue in self.cues),
        ]  # fmt: skip

    def _of_none(self, i: int) -> list[str]:
        number, low = self.asked.numbers[i], self.links.low
        after = low[number.end] if number.end < len(low) else ">"
        before = low[number.start - 1] if number.start else "<"
        more = [
            *self._ruled(i, None), f"K{self.asked.kinds[i]}", f"m{self.many}", f"mk{self.asked.kinds[i]}{self.many}", f"v{after}", f"u{before}",
            *(f"c{cue}" for cue in self.cues), *(f"c{cue}{self.many}" for cue in self.cues),
        ]  # fmt: skip
        return [*self.links.seen_of_none(i), *(f"none{feature}" for feature in more)]

    def judged(self, learned: Array) -> list[Judged]:
        """The likeliest arm of each number, however unlikely."""
        found = []
        for likely in self.chain.likely(learned) if self.asked.numbers else []:
            of = dict.fromkeys(range(len(self.asked.arms)), 0.0)
            for arm, share in zip(self.arms, likely, strict=True):
                if arm is not None:
                    of[arm] += float(share)
            best = max(of, key=lambda arm: of[arm], default=None)
            found.append(Judged(best, 0.0 if best is None else of[best]))
        return found


@cache
def weights() -> Array:
    return arrays("arm_links")["weights"].astype(np.float64)


@cache
def _shares() -> Array:
    return arrays("arm_links")["shares"].astype(np.float64)


def judged(asked: Asked) -> list[Judged]:
    """For each number its arm, and how many of the numbers as likely as this one had the right arm."""
    shares, least = _shares(), LEAST_ALONE if asked.lone else LEAST
    found = []
    for one in ArmLinks(asked).judged(weights()):
        at = int(np.searchsorted(shares[:, 0], one.likely, side="right")) - 1
        given = one.arm if one.likely >= least else None
        like = one.arm if one.likely >= LEAST_TO_TELL_APART else None
        found.append(Judged(given, round(float(shares[max(at, 0), 1]), 3), like))
    return found
