"""Says which labels of a paper are the reviewer's two arms: by words, by roles, by what the paper says of a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.fill import times
from extractor.fill.lexicon import ACTIVE, CONTROL, EMPTY, NAMELESS
from extractor.fill.views import N_EQUALS
from extractor.fill.wording import Term, Wording, leaning, share, stem, words

BASELINE = re.compile(r"^\W*(?:baseline|before|pre|initial)\b", re.IGNORECASE)
TOKEN = re.compile(r"[A-Za-z][\w-]*")
GROUP = re.compile(r"groups?|arms?|patients|participants|subjects|condition", re.IGNORECASE)
DOSING = frozenset(
    stem(word)
    for word in """mg kg g ml mcg µg μg daily once twice three times day days week weeks month months per
    oral orally dose doses for only alone plus tablets capsules""".split()
)
OWN_SHORT = re.compile(r"\(([A-Z][A-Za-z]{0,5}(?:-?[A-Z\d]{1,4})?)\)\W*$")  # "(IG3)" in the reviewer's words
LETTERED = re.compile(r"\b(?:group|arm) ([A-H]|[1-9]|I{1,3}|IV|V)(?![\w-])", re.IGNORECASE)
COMPARED = re.compile(
    r"(?:high|low|great|few|less|long|short|large|small|bett|wors)er|more|most|better|worse|less", re.IGNORECASE
)
NEGATED = re.compile(r"\b(?:no|non|without|not)\b", re.IGNORECASE)
LEAST = 0.3  # below this a label is no arm's name
AROUND = 110  # characters on both sides of a short label that tell what it stands for
MOST_MENTIONS = 12


class ArmNames:
    """The reviewer's two arms, ready to be compared with labels."""

    def __init__(self, intervention: str, comparator: str, wording: Wording, text: str) -> None:
        self.names = (intervention, comparator)
        self._wording, self._text = wording, text
        one, two = _weighed(wording.terms(intervention)), _weighed(wording.terms(comparator))
        # What both arms have says nothing about which is which.
        self._terms = (_without(one, two) or one, _without(two, one) or two)
        self.whole = one
        self.shared = tuple(term for term in one if term not in self._terms[0])
        self.from_baseline = bool(BASELINE.search(comparator)) and not BASELINE.search(intervention)
        self._leaning = (leaning(intervention), leaning(comparator))
        self.in_time = any(times.day_of(name) is not None for name in self.names)
        self._within = not _without(one, two)
        self._marks = tuple({s for term in terms if not term.is_number for s in term.stems} for terms in self._terms)
        codes = [set(OWN_SHORT.findall(name)) for name in self.names]
        lettered = [{code.upper() for code in LETTERED.findall(name)} for name in self.names]
        self._letters = tuple(lettered) if lettered[0] and lettered[1] and not lettered[0] & lettered[1] else ()
        self._codes = (codes[0] - codes[1], codes[1] - codes[0])
        self._shorts = tuple(self._short_forms(arm) for arm in (0, 1))
        self._fits: dict[tuple[int, str], float] = {}
        self._profiles: dict[str, tuple[float, float]] = {}
        self._pairs: dict[tuple[str, ...], tuple[str, str, float] | None] = {}

    def _short_forms(self, arm: int) -> set[str]:
        """The paper's short forms of an arm's name."""
        found = set(self._codes[arm])
        for short, long in self._wording.abbreviations.items():
            terms = self._wording.terms(long)
            if terms and share(terms, self._terms[arm]) >= 0.6 > share(terms, self._terms[1 - arm]):
                found.add(short)
        return found

    def fit(self, labels: tuple[str, ...]) -> tuple[str, str, float] | None:
        """The labels of intervention and comparator among several, and how well they fit; None when they do not."""
        if labels not in self._pairs:
            self._pairs[labels] = self._pair(labels)
        return self._pairs[labels]

    def _pair(self, labels: Sequence[str]) -> tuple[str, str, float] | None:
        best: tuple[float, str, str, float] | None = None
        for one in labels:
            for two in labels:
                if one == two:
                    continue
                own = (self.one(0, one), self.one(1, two))
                crossed = (self.one(0, two), self.one(1, one))
                if max(own) < LEAST or sum(own) <= sum(crossed):
                    continue
                if min(own) < LEAST:  # with two labels only, the other one is the other arm
                    if len(labels) > 2 or max(own) < 0.45:
                        continue
                    fit = 0.5 * max(own) + 0.2
                else:
                    fit = sum(own) / 2
                worth = sum(own) - 0.5 * sum(crossed)
                if best is None or worth > best[0]:
                    best = (worth, one, two, fit)
        return best[1:] if best else None

    def arm_of(self, word: str, before: Sequence[str], after: Sequence[str]) -> int | None:
        """The arm that a word of a sentence names, given the words around it."""
        root = stem(word.casefold())
        if COMPARED.fullmatch(word):
            return None
        if self._within:  # "calls" against "no calls"
            if root not in self._marks[0]:
                return None
            return int(any(NEGATED.fullmatch(other) for other in before))
        hits = [arm for arm in (0, 1) if root in self._marks[arm] or word in self._shorts[arm]]
        if len(hits) == 1:
            return hits[0]
        if not hits and any(GROUP.fullmatch(other) for other in after[:1]):
            role = leaning(word)
            return {1: 0, -1: 1}.get(role)
        return None

    def lettered(self, text: str) -> set[int] | None:
        """The arms that a text names as "group A", where the reviewer does so for both; None where that says nothing."""
        named = {code.upper() for code in LETTERED.findall(text)}
        return {arm for arm in (0, 1) if self._letters[arm] & named} if self._letters and named else None

    def shorts_in(self, sentence: str) -> Iterator[tuple[int, int, int]]:
        """Where a sentence names an arm by the paper's short form: start, end, arm."""
        for arm in (0, 1):
            for short in sorted(self._shorts[arm] - self._shorts[1 - arm]):
                for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", sentence):
                    words_before = sentence[: match.start()].split()[-3:]
                    negated = any(NEGATED.fullmatch(word) for word in words_before)
                    if negated != bool(NEGATED.search(self.names[arm])):
                        if not negated or not NEGATED.search(self.names[1 - arm]):
                            continue
                        yield match.start(), match.end(), 1 - arm
                    else:
                        yield match.start(), match.end(), arm

    def one(self, arm: int, label: str) -> float:
        """How well one label names one arm, from 0 to 1."""
        key = (arm, label)
        if key not in self._fits:
            self._fits[key] = self._fit(arm, label)
        return self._fits[key]

    def _fit(self, arm: int, label: str) -> float:
        bare = self._wording.spelled(N_EQUALS.sub("", label))
        if self._codes[arm] & set(TOKEN.findall(bare)) and not self._codes[1 - arm] & set(TOKEN.findall(bare)):
            return 0.9
        if (by_letter := self.lettered(bare)) is not None:
            return 0.9 if by_letter == {arm} else 0.0
        terms = self._wording.terms(bare)
        by_role = self._by_role(arm, bare)
        if not terms:
            return by_role
        asked = self._terms[arm]
        held = self._wording.coverage(asked, [bare])
        named = self._wording.coverage(terms, [self.names[arm]])
        numbers = {s for t in asked if t.is_number for s in t.stems}
        others = {s for t in terms if t.is_number for s in t.stems}
        direct = 0.5 * held + 0.5 * named if held and named else 0.0
        if numbers and others and not numbers & others:  # another dose, or the daily dose of the same drug
            by_name = any(not term.is_number and term.stems & {s for t in terms for s in t.stems} for term in asked)
            return 0.7 * direct if by_name else 0.0
        if bool(NEGATED.search(bare)) != bool(NEGATED.search(self.names[arm])):
            direct *= 0.5
        return max(direct, by_role, self._by_mention(arm, bare) if direct < LEAST and by_role < LEAST else 0.0)

    def _by_role(self, arm: int, label: str) -> float:
        """ "Control" is the comparator whatever it is called, "Intervention" the other."""
        role = -1 if arm else 1
        if leaning(label) != role:
            return 0.0
        generic = CONTROL if arm else ACTIVE
        only = all(token in generic or token in EMPTY or not token.isalpha() for token in words(label))
        same = self._leaning[arm] == role
        if not same and any(token.isalpha() and token not in NAMELESS and token not in EMPTY for token in words(label)):
            return 0.0  # "Placebo" is no name for an active comparator
        return (0.8 if same else 0.55) if only else (0.5 if same else 0.0)

    def _by_mention(self, arm: int, label: str) -> float:
        """What the paper says around a label such as "Group A" or "EP group"."""
        core = label.strip(" :;,.")
        if not core or len(core) > 40 or len(core) < 2:
            return 0.0
        if core not in self._profiles:
            around = []
            for match in list(re.finditer(rf"(?<!\w){re.escape(core)}(?!\w)", self._text, re.IGNORECASE))[
                :MOST_MENTIONS
            ]:
                before = re.split(r"[.;\n]", self._text[max(0, match.start() - AROUND) : match.start()])[-1]
                after = re.split(r"[.;\n]", self._text[match.end() : match.end() + AROUND])[0]
                if own_letter := LETTERED.search(core):  # what stands beside the next letter is about that one
                    others = [m for m in LETTERED.finditer(before) if m[1] != own_letter[1]]
                    before = before[others[-1].end() :] if others else before
                    next_letter = LETTERED.search(after)
                    after = after[: next_letter.start()] if next_letter else after
                around.append(f"{before} {after}")
            self._profiles[core] = self._told_by([" ".join(around), *(around if LETTERED.search(core) else ())])
        told_by = self._profiles[core]
        own, others_share = told_by[arm], told_by[1 - arm]
        return 0.55 * own if own > others_share else 0.0

    def _told_by(self, around: Sequence[str]) -> tuple[float, float]:
        """The share of each arm's words in the surroundings that tell the arms apart best."""
        shares = [tuple(share(terms, self._wording.terms(text)) for terms in self._terms) for text in around]
        one, two = max(shares, key=lambda pair: abs(pair[0] - pair[1]))
        return one, two


def _weighed(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The words of an arm's name; how much and how often says less than what."""
    return tuple(replace(term, weight=0.3 * term.weight) if term.stems <= DOSING else term for term in terms)


def _without(terms: Sequence[Term], others: Sequence[Term]) -> tuple[Term, ...]:
    known = {(term.stems, term.notion) for term in others}
    return tuple(term for term in terms if (term.stems, term.notion) not in known)
