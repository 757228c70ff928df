"""Says how well the words of a reviewer fit the words of a paper: stems, synonyms, abbreviations, near misses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from extractor.fill.lexicon import ACTIVE, CONTROL, EMPTY, NOTIONS

WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[<>≥≤]")
_ENDINGS = (
    "izations isations ization isation ations ation ments ment ingly edly ness ities ity ically ical ally ives ive "
    "ional ions ion ings ing ied ies ers er ed es ly al s"
).split()
NUMBER_OF = re.compile(r"\bno(?=\.|\s?\(|\s?of\b|\s?%)|\bn\s?(?==|\(%)")
CLOSE = 88  # per cent of letters in common that make two long words one, for misprints
CLOSELY = 0.85
LETTER_A = re.compile(r"(?<=[\w:/)] )A(?=$|\s*[:;,)/(])")
GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa"}


@dataclass(frozen=True, slots=True)
class Term:
    """One word or notion of a phrase.  `notion` is a synonym set's name; stems are its words."""

    stems: frozenset[str]
    notion: str = ""
    weight: float = 1.0
    is_number: bool = False


def folded(text: str) -> str:
    """Lower case, without markup, with one form of dash, quote and space."""
    text = re.sub(r"\[([^\]]{0,80})\]\([^)]*\)", r"\1", text)
    text = LETTER_A.sub("lettera", text)  # "Clinic A" names a clinic; "a" says nothing
    text = unicodedata.normalize("NFKC", text).casefold()
    for letter, name in GREEK.items():
        text = text.replace(letter, name)
    text = re.sub(r"[*_^~\\]", "", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.sub(r"[-‐‑‒–—−/]+", "-", text)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its ending: a light stemmer for matching, never shown."""
    if len(word) < 5 or word[0].isdigit():
        return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith("ss") else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word


def words(text: str) -> list[str]:
    return WORD.findall(NUMBER_OF.sub(" ", folded(text)))


class Wording:
    """The vocabulary of one paper: the shipped notions and what the paper abbreviates."""

    def __init__(self, abbreviations: Mapping[str, str]) -> None:
        self._notions: dict[tuple[str, ...], str] = dict(_shipped())
        self.abbreviations = dict(abbreviations)
        for short, long in abbreviations.items():
            self._join(short, long)
        self._longest = max((len(key) for key in self._notions), default=1)
        self._terms: dict[str, tuple[Term, ...]] = {}
        self._keys: dict[str, str] = {}
        self._fits: dict[tuple[Term, str], float] = {}

    def _join(self, short: str, long: str) -> None:
        one, other = _key(short), _key(long)
        if not one or not other or one == other or len(one) > 3:
            return
        name = self._notions.get(other) or f"={short.casefold()}"
        self._notions[other] = name
        self._notions[one] = name
        if len(one) == 1 and one[0].endswith("s") is False:
            self._notions[(one[0] + "s",)] = name

    def key(self, label: str) -> str:
        """A label without endings, case and marks, to tell whether two are the same."""
        if label not in self._keys:
            self._keys[label] = " ".join(stem(word) for word in words(label)) or label
        return self._keys[label]

    def spelled(self, label: str) -> str:
        """A label that is a short form of the paper, spelled out."""
        name = label.strip(" *()")
        first, _, last = name.rpartition(" ")  # "Group I"
        if first and len(last) == 1 and first.casefold() in EMPTY:
            name = last
        return self.abbreviations.get(name, label)

    def terms(self, text: str) -> tuple[Term, ...]:
        """The words and notions of a phrase that mean something, each once."""
        if text not in self._terms:
            once: dict[object, Term] = {}
            for term in self._found(words(text)):
                once.setdefault(term.notion or term.stems, term)
            self._terms[text] = tuple(once.values())
        return self._terms[text]

    def _found(self, tokens: list[str]) -> list[Term]:
        stems = [stem(token) for token in tokens]
        found: list[Term] = []
        at = 0
        while at < len(tokens):
            size = min(self._longest, len(tokens) - at)
            while size and tuple(stems[at : at + size]) not in self._notions:
                size -= 1
            if size:
                key = tuple(stems[at : at + size])
                if not (size == 1 and tokens[at] in EMPTY):
                    own = frozenset(s for s, t in zip(key, tokens[at : at + size], strict=True) if t not in EMPTY)
                    found.append(Term(own or frozenset(key), self._notions[key], 1 + 0.25 * (size - 1)))
                at += size
            else:
                if tokens[at] not in EMPTY and stems[at] not in EMPTY and (len(tokens[at]) > 1 or tokens[at].isalnum()):
                    found.append(Term(frozenset({stems[at]}), is_number=stems[at][0].isdigit()))
                at += 1
        return found

    def fit(self, asked: Term, label: str) -> float:
        """How well a phrase holds one term of the question, from 0 to 1."""
        key = (asked, label)
        if key not in self._fits:
            self._fits[key] = best_fit(asked, self.terms(label))
        return self._fits[key]

    def coverage(self, asked: Sequence[Term], labels: Sequence[str]) -> float:
        """Which share of the question's terms the labels hold."""
        whole = sum(term.weight for term in asked)
        if not whole:
            return 0.0
        return sum(t.weight * max((self.fit(t, label) for label in labels), default=0.0) for t in asked) / whole


def best_fit(asked: Term, label: Sequence[Term]) -> float:
    """How well one of several terms fits the one that is asked for."""
    best = 0.0
    common: set[str] = set()
    for term in label:
        if asked.notion and asked.notion == term.notion:
            return 1.0
        common |= asked.stems & term.stems
        if common:
            part = len(common) / len(asked.stems)
            best = max(best, 0.7 * part if asked.notion else part)
        if not asked.is_number and not term.is_number and best < CLOSELY and not asked.stems & term.stems:
            best = max(best, _near(asked, term))
    return best


def share(asked: Sequence[Term], known: Sequence[Term]) -> float:
    """Which share of some terms others hold."""
    whole = sum(term.weight for term in asked)
    return sum(term.weight * best_fit(term, known) for term in asked) / whole if whole else 0.0


def _near(asked: Term, term: Term) -> float:
    """A misprint, another ending, or the same root, as in "haemoglobin" and "hemoglobin"."""
    for one in asked.stems:
        for other in term.stems:
            shorter, longer = sorted((one, other), key=len)
            if len(shorter) >= 5 and longer.startswith(shorter):
                return CLOSELY
            if len(shorter) >= 6 and fuzz.ratio(one, other) >= CLOSE:
                return CLOSELY
            if len(shorter) >= 6 and _common_prefix(one, other) >= max(6, 0.7 * len(longer)):
                return 0.7
    return 0.0


def _common_prefix(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(phrase))


@lru_cache(maxsize=1)
def _shipped() -> tuple[tuple[tuple[str, ...], str], ...]:
    found: dict[tuple[str, ...], str] = {}
    for line in NOTIONS.strip().splitlines():
        phrases = line.split("|")
        for phrase in phrases:
            found.setdefault(_key(phrase), phrases[0])
    return tuple(found.items())


def leaning(text: str) -> int:
    """-1 for the words of a comparator, 1 for those of an intervention, 0 for neither."""
    tokens = [token for token in words(text) if token in CONTROL or token in ACTIVE or token not in EMPTY]
    ends = {*tokens[:1], *tokens[-1:]}
    return -1 if ends & CONTROL else 1 if ends & ACTIVE else 0
