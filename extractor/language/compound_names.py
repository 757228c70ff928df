"""Compares the names of compounds: whether two of them may be one substance, and whether a title has a name.

Comparison is loose on purpose: a vendor is never accused over a salt, an enantiomer, a brand or a spelling.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from extractor.language.compound_forms import FORMS, base_tokens
from extractor.language.substance_names import are_synonyms, substances

SAME_SPELLING = 0.9  # cefalexin and cephalexin, but not fluoxetine and duloxetine (0.8)
WORD_THAT_TELLS = 5  # letters from which on a shared word ties two names

# Forms of sale and marks that a loose comparison of two names passes over, besides salts, hydrates, esters and hands.
_NOT_THE_COMPOUND = FORMS | frozenset(
    """diphosphate free base acid zwitterion form ethyl methyl threo erythro r s rs rr ss d l dl e z plus minus
    alpha beta tablet tablets capsule capsules injection solution powder usp ep bp api standard reference""".split()
)
_ISOTOPE = re.compile(r"d\d{1,2}|\d{1,2}[ch]|1[1-8][cfno]\d?|125i|131i")
_STEREO_PREFIX = re.compile(r"^(?:es|ar|lev|levo|dex|dextro|rac|nor(?=[ae]pin|adren))(?=[a-z]{5})")
_SPELLINGS = (("ph", "f"), ("th", "t"), ("ae", "e"), ("oe", "e"), ("y", "i"), ("ck", "k"), ("c", "k"), ("z", "s"))
_CLASS_WORDS = re.compile(
    r"\b(?:anta?gonist|agonist|inhibitor|modulator|degrader|ligand|agent|inducer|blocker|activator|conjugate|peptide"
    r"|linker|protac|receptor|antibod(?:y|ies)|vaccine|derivative|analog(?:ue)?|compound|impurity|metabolite|probe|dye"
    r"|intermediate|stimulant|suppressant|opener|stabilizer|enhancer|potentiator|substrate|drug|therapy|treatment"
    r"|antidepressant|antibiotic|anesthetic|anaesthetic|analgesic|class)s?\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"[a-z]{4,}[^usioa\W]s$", re.IGNORECASE)
_SYSTEMATIC = re.compile(
    r"\d['′]?[,\-]\s?\d|\d-?[(\[{]|\d-[a-z]{3}|[a-z][(\[{]|[)\]}][a-z]|\b[NOS]-[a-z]|\bbis\b", re.IGNORECASE
)


# "Tubulin inhibitor 9", "Stat3-IN-27", "E3 Ligase Ligand-linker Conjugate 22"
_ALIAS = re.compile(rf"(?:-IN-[A-Z]?\d+|{_CLASS_WORDS.pattern}[ -][A-Z]?\d+)$", re.IGNORECASE)
# Words before a catalogue's name that make it the name of another compound.
_ANOTHER = re.compile(r"\w*protac|\w*snipers?|autac|lytac|prodrug")
_SHORT_GROUPS = {
    "me": "methyl", "et": "ethyl", "ome": "methoxy", "meo": "methoxy", "oet": "ethoxy", "f": "fluoro",
    "cl": "chloro", "br": "bromo", "oh": "hydroxy", "nh2": "amino",
    "no2": "nitro", "cn": "cyano", "cf3": "trifluoromethyl", "ac": "acetyl",
    "ph": "phenyl", "bn": "benzyl",
}  # fmt: skip
_GROUP = re.compile(
    r"(?<![\d.,])(?P<place>\d{1,2})['′]?-?(?P<group>(?:Me|Et|OMe|MeO|OEt|F|Cl|Br|OH|NH2|NO2|CN|CF3|Ac|Ph|Bn)(?![a-z\d])"
    r"|(?i:methyl|ethyl|methoxy|ethoxy|fluoro|chloro|bromo|iodo|hydroxy|amino|nitro|cyano|trifluoromethyl|acetyl|phenyl|benzyl)(?=[\s\-a-z]|$))",
)


def is_plain_name(name: str) -> bool:
    """Whether a name is one compound's own: no class, catalogue alias, research code or systematic name."""
    name = _without_notes(name)
    if _CLASS_WORDS.search(name) or _PLURAL.search(name) or _SYSTEMATIC.search(name):
        return False
    longest = max((len(run) for run in re.findall(r"[^\W\d_]+", name)), default=0)
    is_code = bool(re.search(r"\d", name)) and longest < WORD_THAT_TELLS
    is_acronym = name.isupper() and longest <= 6
    return longest >= WORD_THAT_TELLS and not is_code and not is_acronym


def is_systematic(name: str) -> bool:
    """Whether a name is built by rules of nomenclature, and may be another name of any compound."""
    return bool(_SYSTEMATIC.search(_without_notes(name))) and not is_alias(name)


def core_words(name: str) -> list[str]:
    """The words of a compound's name without salts, hydrates, esters, stereochemistry, isotopes and punctuation."""
    plain = unicodedata.normalize("NFKC", _without_notes(name)).lower()
    plain = re.sub(r"\b([a-z]+)ic acid\b", r"\1ate", plain)
    every = re.findall(r"[a-z0-9]+", plain)
    core = [w for w in every if w not in _NOT_THE_COMPOUND and not _ISOTOPE.fullmatch(w)]
    return core or every


def share_a_name(one: str, other: str) -> bool:
    """Whether two names may be those of one compound, as far as spelling and common pairs of names tell."""
    first, second = core_words(one), core_words(other)
    if not first or not second or set(first) <= set(second) or set(second) <= set(first):
        return True
    if any(_tie(a, b) for a in first for b in second) or are_synonyms(one, other) or _are_synonyms(first, second):
        return True
    return SequenceMatcher(None, "".join(first), "".join(second)).ratio() >= SAME_SPELLING


def mentions(text: str, name: str) -> bool:
    """Whether a text has the name's own words, as words, anywhere."""
    told = set(core_words(text))
    return all(word in told for word in core_words(name))


def _without_notes(name: str) -> str:
    """Without marks such as (±), (S)- and (+)-, and without what a closing bracket adds: "ralimetinib (LY2228820)"."""
    name = re.sub(r"\(\s*[±+\-−RSEZ,\d\s/]{1,6}\s*\)\s*-?", " ", name)
    return re.sub(r"\s\([^()]*\)\s*$", "", name).strip()


def is_alias(name: str) -> bool:
    """Whether a name is a catalogue's own, of a class or target and a number: "Tubulin inhibitor 9", "AChE-IN-71"."""
    return bool(_ALIAS.search(name.strip()))


def parts(name: str) -> list[str]:
    """The runs of letters and of digits of a name: what is left of it when punctuation is lost."""
    return re.findall(r"[a-z]+|\d+", unicodedata.normalize("NFKC", name).lower())


def named_in(title: str, name: str) -> str | None:
    """Whether a title has a name: "exact", "longer" ("PROTAC ER degrader 3" has "ER degrader 3"), or None."""
    told = parts(title)
    for wanted in (parts(name), [part for word in base_tokens(name) for part in parts(word)]):
        if not wanted or (len(wanted) == 1 and len(wanted[0]) < 3):
            continue
        for at in range(len(told) - len(wanted) + 1):
            if told[at : at + len(wanted)] == wanted:
                return "longer" if at and _ANOTHER.fullmatch(told[at - 1]) and told[at - 1] not in wanted else "exact"
    return None


def clashing_group(one: str, other: str) -> tuple[str, str] | None:
    """The groups that two names put at one place of one parent: "10-methyl" and "10-methoxy" of a camptothecin."""
    first, second = _groups(one), _groups(other)
    if not (first and second) or not _parents(one) & _parents(other):
        return None
    for place in sorted(first.keys() & second.keys(), key=int):
        if first[place] != second[place]:
            return f"{place}-{first[place]}", f"{place}-{second[place]}"
    return None


def _groups(name: str) -> dict[str, str]:
    found = {}
    for match in _GROUP.finditer(name):
        group = match["group"].lower()
        found[match["place"]] = _SHORT_GROUPS.get(group, group)
    return found


def _parents(name: str) -> set[str]:
    return set(re.findall(r"[a-z]{8,}", name.lower()))


def _tie(a: str, b: str) -> bool:
    if a == b or _sound(a) == _sound(b) or _STEREO_PREFIX.sub("", a) == b or _STEREO_PREFIX.sub("", b) == a:
        return min(len(a), len(b)) >= WORD_THAT_TELLS
    return False


def _sound(word: str) -> str:
    for written, spoken in _SPELLINGS:
        word = word.replace(written, spoken)
    return word.rstrip("e")


def _are_synonyms(first: list[str], second: list[str]) -> bool:
    return bool(substances(" ".join(first)) & substances(" ".join(second)))
