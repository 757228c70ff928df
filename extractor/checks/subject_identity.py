"""The header of the document sells one compound, and the text is about another.

Fires on: a header's compound and the one compound that the text keeps naming, when both are plain names, share no word,
    and the text never mentions the header's compound.
Silent on: salts, hydrates, esters, enantiomers, isotopes and spellings of one name; common pairs of names for one drug;
    a header's name that the text or the title mentions; classes ("EGFR inhibitors"); catalogue aliases, research codes
    and systematic names, which may be other names of any compound; a substance that is named fewer than three times.
Needs: the header's name with its mentions in the body, and the substance with its mentions, both as `others`.
Source: CHECKS section 8, "document identity"; vendor pages judged by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from extractor.checks.sightings import distinct, quoted, words
from extractor.evidence import Flag, Reported
from extractor.study import Record

ENOUGH_MENTIONS = 3
SAME_SPELLING = 0.9  # cefalexin and cephalexin, but not fluoxetine and duloxetine (0.8)
WORD_THAT_TELLS = 5  # letters from which on a shared word ties two names

# Counter-ions, hydrates, esters, stereochemistry and forms of sale: what may differ between names of one substance.
_FORMS = """
    salt hydrochloride dihydrochloride trihydrochloride hcl 2hcl hydrobromide hbr hydroiodide sulfate sulphate
    bisulfate hemisulfate phosphate diphosphate nitrate acetate diacetate trifluoroacetate tfa citrate
    tartrate bitartrate maleate malate fumarate hemifumarate succinate lactate gluconate oxalate mesylate
    mesilate methanesulfonate tosylate besylate besilate esylate edisylate camsylate napsylate pamoate
    embonate benzoate salicylate stearate palmitate decanoate enanthate valerate propionate dipropionate
    butyrate caproate undecanoate pivalate carbonate bicarbonate chloride bromide iodide fluoride hydroxide
    sodium disodium trisodium monosodium potassium dipotassium monopotassium calcium magnesium lithium
    ammonium meglumine tromethamine lysine arginine zinc hydrate monohydrate dihydrate trihydrate hemihydrate
    sesquihydrate pentahydrate anhydrous solvate ethyl methyl ester free base acid zwitterion form racemic
    racemate rac cis trans threo erythro r s rs rr ss d l dl e z plus minus alpha beta levo dextro enantiomer
    isomer tablet tablets capsule capsules injection solution powder usp ep bp api standard reference
"""
_NOT_THE_COMPOUND = frozenset(_FORMS.split())
_ISOTOPE = re.compile(r"d\d{1,2}|\d{1,2}[ch]|1[1-8][cfno]\d?|125i|131i")
_STEREO_PREFIX = re.compile(r"^(?:es|ar|lev|levo|dex|dextro|rac|nor(?=[ae]pin|adren))(?=[a-z]{5})")
_SPELLINGS = (("ph", "f"), ("th", "t"), ("ae", "e"), ("oe", "e"), ("y", "i"), ("ck", "k"), ("c", "k"), ("z", "s"))
_SAME_DRUG = (
    {"acetaminophen", "paracetamol", "tylenol"},
    {"albuterol", "salbutamol", "ventolin"},
    {"epinephrine", "adrenaline"},
    {"norepinephrine", "noradrenaline", "levarterenol"},
    {"meperidine", "pethidine", "demerol"},
    {"rifampin", "rifampicin"},
    {"glyburide", "glibenclamide"},
    {"lidocaine", "lignocaine", "xylocaine"},
    {"aspirin", "acetylsalicylic", "acetylsalicylate"},
    {"vitamin c", "ascorbic", "ascorbate"},
    {"isoproterenol", "isoprenaline"},
    {"furosemide", "frusemide"},
    {"thiopental", "thiopentone"},
    {"ketamine", "ketalar", "esketamine", "spravato", "ketanest", "ketaset"},
    {"fluoxetine", "prozac"},
    {"sertraline", "zoloft"},
    {"midazolam", "versed", "dormicum"},
    {"diazepam", "valium"},
    {"propofol", "diprivan"},
    {"naloxone", "narcan"},
    {"ecstasy", "midomafetamine", "methylenedioxymethamphetamine"},
    {"thalidomide", "thalomid"},
    {"tacrolimus", "fujimycin", "prograf"},
    {"sirolimus", "rapamycin", "rapamune"},
    {"paclitaxel", "taxol"},
    {"docetaxel", "taxotere"},
    {"doxorubicin", "adriamycin"},
    {"trastuzumab", "herceptin"},
    {"sildenafil", "viagra"},
    {"caffeine", "theine"},
)
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


def is_plain_name(name: str) -> bool:
    """Whether a name is one compound's own: no class, catalogue alias, research code or systematic name."""
    name = _without_notes(name)
    if _CLASS_WORDS.search(name) or _PLURAL.search(name) or _SYSTEMATIC.search(name):
        return False
    longest = max((len(run) for run in re.findall(r"[^\W\d_]+", name)), default=0)
    is_code = bool(re.search(r"\d", name)) and longest < WORD_THAT_TELLS
    is_acronym = name.isupper() and longest <= 6
    return longest >= WORD_THAT_TELLS and not is_code and not is_acronym


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
    if any(_tie(a, b) for a in first for b in second) or _are_synonyms(first, second):
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


def _tie(a: str, b: str) -> bool:
    if a == b or _sound(a) == _sound(b) or _STEREO_PREFIX.sub("", a) == b or _STEREO_PREFIX.sub("", b) == a:
        return min(len(a), len(b)) >= WORD_THAT_TELLS
    return False


def _sound(word: str) -> str:
    for written, spoken in _SPELLINGS:
        word = word.replace(written, spoken)
    return word.rstrip("e")


def _are_synonyms(first: list[str], second: list[str]) -> bool:
    one, other = {*first, " ".join(first)}, {*second, " ".join(second)}
    return any(one & names and other & names for names in _SAME_DRUG)


def check(record: Record) -> Iterator[Flag]:
    stated, substance = record.subject.stated_name, record.subject.substance
    if stated is None or substance is None or 1 + len(substance.others) < ENOUGH_MENTIONS:
        return
    if not is_plain_name(words(stated)) or not is_plain_name(words(substance)):
        return
    if share_a_name(words(stated), words(substance)) or _is_mentioned(record, stated, substance):
        return
    yield _flag(stated, substance)


def _is_mentioned(record: Record, stated: Reported, substance: Reported) -> bool:
    """Whether the title, or a sentence that names the substance, names the header's compound as well."""
    if stated.others:
        return True
    sentences = {place.quote for place in (substance, *substance.others)} - {stated.quote}
    return any(mentions(text, words(stated)) for text in {record.document.title or "", *sentences})


def _flag(stated: Reported, substance: Reported) -> Flag:
    return Flag(
        check="subject_identity",
        status="fails",
        severity="high",
        message=f"The header's compound is {quoted(stated)}, but the text is about {quoted(substance)}; "
        f"it never mentions {words(stated)}.",
        about=distinct([stated, substance]),
        expected=f"a text about {words(stated)}",
        found=f"a text about {words(substance)}",
    )
