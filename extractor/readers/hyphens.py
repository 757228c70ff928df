"""Decides whether a hyphen at the end of a printed line belongs to the word.

"anti-" and "depressant" are one word; "placebo-" and "controlled" keep their hyphen.  The document itself is the best
witness: a word that it prints elsewhere is written that way here too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_FIRST_PARTS = frozenset({
    "post", "non", "self", "double", "single", "triple", "placebo", "dose", "high", "low", "long", "short", "well",
    "open", "cross", "follow", "treatment", "drug", "evidence", "half", "full", "part", "mid", "late", "early",
    "all", "best", "better", "worst", "meta", "quasi", "semi", "ex", "vice", "cost", "risk", "time", "age", "sex",
    "gender", "case", "patient", "clinician", "observer", "investigator", "health", "home", "hospital", "community",
    "population", "group", "individual", "family", "school", "web", "internet", "computer", "head", "face", "body",
    "brain", "blood", "plasma", "weight", "year", "month", "week", "day", "hour", "minute", "one", "two", "three",
    "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "first", "second", "third", "wild", "type",
    "active", "sham", "saline", "vehicle", "ketamine", "nurse", "peer", "parent", "randomly", "large", "small",
    "longer", "shorter", "higher", "lower", "within", "between", "intention", "per", "so", "real", "world", "fixed",
    "variable", "flexible", "add", "right", "left", "above", "below", "state", "near", "cut", "point", "gold",
    "goal", "decision", "problem", "symptom", "disease", "depression", "pain", "anxiety", "mood", "stress",
})  # fmt: skip
_SECOND_PARTS = frozenset({
    "controlled", "blind", "blinded", "based", "related", "dependent", "treated", "induced", "resistant", "like",
    "free", "up", "label", "labelled", "labeled", "item", "items", "week", "weeks", "day", "days", "month",
    "months", "year", "years", "hour", "hours", "minute", "minutes", "old", "specific", "associated", "mediated",
    "reported", "rated", "administered", "finding", "ranging", "response", "concept", "arm", "armed", "group",
    "groups", "centre", "center", "site", "off", "on", "point", "line", "level", "term", "scale", "effect",
    "effects", "naive", "naïve", "positive", "negative", "risk", "dose", "acting", "release", "threatening",
    "making", "being", "known", "established", "defined", "matched", "adjusted", "weighted", "wise", "wide",
    "range", "of", "to", "the", "and", "in", "by", "treat", "protocol", "analysis", "sectional", "over", "sided",
    "tailed", "way", "fold", "sample", "samples", "test", "tests", "squared", "square", "value", "values", "style",
    "type", "quality", "rate", "life", "course", "directed", "focused", "centred", "centered", "oriented", "driven",
    "guided", "assisted", "led", "person",
})  # fmt: skip
_PARTS = re.compile(r"([^\W\d_]+)-$")
_NEXT = re.compile(r"([^\W\d_]+)((?:-[^\W_]+)*)")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W_]+)*")


class Vocabulary:
    """The words that a document prints inside its lines, with their counts."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.count: Counter[str] = Counter()
        for line in lines:
            words = _WORD.findall(line.lower())
            self.count.update(words[:-1] if line.endswith("-") else words)

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether the hyphen between a line that ends in one and the next line belongs to the word."""
        first, second = _PARTS.search(before), _NEXT.match(after)
        if first is None or second is None or second[1][0].isupper():
            return True
        left, right = first[1].lower(), second[1].lower()
        start = first.start(1)
        if start > 0 and (before[start - 1] == "-" or before[start - 1].isdigit() or len(left) == 1):
            return True  # part of a chain: "proof-of-concept", "N-methyl"
        with_hyphen, without = self.count[f"{left}-{right}"], self.count[left + right]
        if with_hyphen or without:
            return with_hyphen > 0 and (with_hyphen >= without or left in _FIRST_PARTS)
        if left in _FIRST_PARTS or right in _SECOND_PARTS or second[2]:
            return True
        if left in {"pre", "anti", "co", "inter", "intra", "multi", "over", "under", "re", "sub", "extra"}:
            return False
        return len(left) > 3 and len(right) > 3 and self.count[left] > 0 and self.count[right] > 0
