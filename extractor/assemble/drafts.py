"""An arm in the making, and how two names are told to be of one arm."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.substances import key_in
from extractor.language.stop_words import STOP_WORDS

PLACEBO_FAMILY = frozenset(["placebo", "saline", "vehicle", "dummy"])
GENERIC_COMPARATOR = frozenset({"control", "controls", "comparison"})
COMBINING = frozenset({"+", "plus", "with", "and", "combined"})
COMBINING_WORDS = COMBINING | frozenset({"ablation", "therapy", "treatment"})


# Words that name no treatment by themselves.
EMPTY = STOP_WORDS | frozenset(
    """over with without within during group groups arm arms taking receiving given review daily weekly once twice
    average food water fasting minutes min hours patients participants subjects people
    two three four five six seven eight parallel main overall entire whole different separate individual several
    """.split()
)


@dataclass
class ArmDraft:
    """An arm in the making."""

    role: str
    keys: set[str]
    mentions: list[Mention]
    dose: Mention | None = None  # for arms that differ by dose only
    name: str | None = None
    aliases: list[str] = field(default_factory=list)
    short: set[str] = field(default_factory=set)  # the letters that the text gives it: "bupropion (BUP)"

    @property
    def start(self) -> int:
        return min(m.span.start for m in self.mentions)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where the text names an arm."""

    span: Span
    arm: int


def same_key(a: str, b: str, role: str) -> bool:
    words_a, words_b = set(a.split()), set(b.split())
    if role == "comparator" and words_a & PLACEBO_FAMILY and words_b & PLACEBO_FAMILY:
        return True
    if (words_a | words_b) & COMBINING:  # "X" is not "X plus Y"
        return words_a - COMBINING_WORDS == words_b - COMBINING_WORDS
    return words_a <= words_b or words_b <= words_a


def names_nothing(name: str) -> bool:
    """Whether a name is made of function words only; a capital letter ("A") names a group."""
    words = re.findall(r"[^\W\d_]+", name)
    return all(word.lower() in EMPTY for word in words) and not re.fullmatch(r"(?:[Gg]roup |[Aa]rm )?[A-Z]", name)


def drug_of(document: Document, dose: Mention) -> str:
    """The key of the drug that a dose is of; empty when none is named."""
    return key_in(document.text, document.quote(dose.parts["substance"].span)) if "substance" in dose.parts else ""


def names(key: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) is not None


def is_placebo(draft: ArmDraft) -> bool:
    return draft.role == "comparator" and any(set(key.split()) & PLACEBO_FAMILY for key in draft.keys)


def plain_number(number: str | None) -> str:
    return (number or "").rstrip("0").rstrip(".") if "." in (number or "") else (number or "")
