"""Finds the compound that a title is about: the head of its phrase, never a class, a target or a starting material.

"Mechanism of Action of Centanafadine" is about centanafadine; "Pomalidomide-Based PROTACs", "HSP90 Inhibitors" and "Synthesis
of Phenacetin from Paracetamol" are not about pomalidomide, HSP90 and paracetamol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.finders.substances import NOT_CODES, NOT_SUBSTANCES, has_stem
from extractor.language.compound_forms import FORMS, key_of, tokens
from extractor.language.substance_names import COMMON, EVERYDAY, known

LONGEST_NAME = 5  # words
GLUED = re.compile(r"\s?\([A-Z]{1,3}\d{3,9}\)")
CLASSES = (
    r"(?:inhibit(?:ors?|ion)|antagonis(?:ts?|m)|agonis(?:ts?|m)|activators?|modulat(?:ors?|ion)|blockers?|blockade|degrad(?:ers?|ation)|inducers?|ligands?"
    r"|receptors?|transporters?|channels?|kinases?|proteins?|peptides?|antibod(?:y|ies)|conjugates?|linkers?|derivatives|analog(?:ue)?s|prodrugs|metabolites?"
    r"|precursors?|intermediates?|impurit(?:y|ies)|reuptake|signal(?:l?ing)?|pathways?|synthase|resistance|resistant|sensitive|dependence"
    r"|deficiency|uptake|release|oxidase|oxygenase|hydrolase|reductase|transferase|protease|polymerase|polymerization|scaffolds?|cores?|moiet(?:y|ies)"
    r"|design|compounds|drugs|agents|family|class|type|like|loaded|free|binding|domains?|complex(?:es)?|axis|gene|genes|levels?|acid)"
)
_BEHIND_CLASS = re.compile(
    rf"(?:\s*\([^()]*\))?(?:\s(?:[A-Z][\w-]*|[\w-]*[Bb]inding|site)){{0,2}}?[\s/-](?i:{CLASSES})\b|-(?:Based|based|Site|site|Induced|induced|Derived|derived|Mediated|mediated|Type|Protected|protected|Containing|[a-z]{{3,}}ed)\b"
)
_NOT_THE_SUBJECT = re.compile(
    r"\b(?:from|with|versus|vs\.?|against|than|using|via|by|and|or|into|anti|non|in|between|toward|towards"
    r"|(?:compar\w+|alternativ\w+|resistan\w+|sensitiv\w+|respons\w+|relative|similar|related|bound|binding|linked|conjugated) to"
    r"|(?:analog\w*|derivativ\w+|metabolit\w+|inhibit\w+|precursors?|impurit\w+|isomers?|class|famil\w+|antagonis\w+|agonis\w+|blockers?|antidotes?"
    r"|detection|quantification|determination|targets?|conjugates?|release|transport|prodrugs?|reversal|modulat\w+) of)[\s-]+(?:the\s)?$",
    re.IGNORECASE,
)
_MAKING = re.compile(r"\s(?:Bio)?[Ss]ynthesis\b")
_CODE = re.compile(r"(?=[^a-z]*$)[A-Z]{1,6}-?\d{2,8}[A-Z]?(?:-\d{1,3}[A-Z]{0,2})?$")
_LONG_CODE = re.compile(r"[A-Z]{2,6}[- ]?\d{3,8}[A-Z]?$")
_NUMBERED = re.compile(r"\b[Cc]ompound \d{1,3}[a-z]?\b")
_LETTERED = re.compile(r"\b[A-Z][a-z]{3,}(?:in|ol|one|ide|ine|ate|al|ene|cin|mycin|toxin|an) [A-K]\d?\b")
_SYSTEMATIC = re.compile(
    r"(?<![\w-])(?!\d+-(?:months?|weeks?|years?|days?|hours?|points?|fold|items?|steps?|dimensional|arms?|way)\b)(?![\w-]+-like\b)(?:[\w()\[\]′',]+-)*\d[\d,'′]*-[\w()\[\]′',-]*[a-z]{4,}[\w()\[\]-]*"
)
_CALLED_A_COMPOUND = (
    r"(?:inhibitor|agonist|antagonist|inducer|activator|modulator|degrader|analog(?:ue)?|derivative|compound|molecule|drug"
    r"|agent|peptide|probe|alkaloid|toxin|mycotoxin|antibiotic|blocker|stimulant|opener|ligand|steroid|prodrug|natural product)"
)
_TARGETS = re.compile(
    r"^(?:HSP|CDK|CD|IL|GPR|FGF|TRPV?|HDAC|HER|BCL|STAT|SHP|LSD|PARP|TLR|NLRP|CYP|miR|SIRT|MMP|CXCR|CCR|PDE|PI3K|BRD|PRMT|KIF|EZH|AKT|MAPK|ERK|JAK|ATP|P2X|SLC|ABC[ABCG]|UGT|WDR|YAP|USP|PLK|FLT|VEGF|EGF|TGF|TNF|NF|AMPK|MTOR|IGF|SARS|COVID|HCV|HIV|H\dN\d|ICD|DSM|ISO|USP|ADHD|CA|C)-?\d",
    re.IGNORECASE,
)
# How names end that no committee gave: other words of the table are plants, foods and materials.
_CHEMICAL = re.compile(
    r"[a-z]{2,}(?:in|ine|ol|one|ide|ane|ene|ate|an|il|am|xin|toxin|mycin|ium) ?(?:[A-K]?\d?|acid|oxide)$"
)
# Words with the endings of drugs that are none.
_PLAIN = re.compile(
    r"(?:medicine|discipline|guideline|pipeline|vaccine|machine|online|examine|routine|headline|baseline|combine|determine|engine|genome|decline|outline|doctrine|immune|disease|release|increase|phase|base|case|purchase|database|enzyme|profile)s?$"
    r"|(?:kinase|synthase|oxidase|reductase|transferase|esterase|protease|lipase|polymerase|hydroxylase|ligase|phosphatase|caspase|peptidase|cyclase|ase)s?$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"[a-z]{4,}[^usioa\W]s$|[a-z]{3,}(?:ides|ones|ates|ines)$", re.IGNORECASE)
# A class before the compound: "EGFR Inhibitors: Osimertinib and Beyond".
_OF_A_CLASS = re.compile(
    r"\b(?:inhibitors|agonists|antagonists|degraders|modulators|blockers|protacs|derivatives|analog(?:ue)?s|conjugates|activators|ligands|agents"
    r"|drugs|compounds|linkers|probes|peptides|antibodies)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound that a title names; from `start` to `end` of the title, with the certainty that it is its subject."""

    start: int
    end: int
    name: str
    certainty: float


def compounds_in(title: str, text: str = "") -> list[Compound]:
    """The compounds that a title is about, in its order; `text` says of unknown words whether they are compounds."""
    found: list[Compound] = []
    for compound in sorted(_candidates(title, text), key=lambda c: (-c.certainty, c.start - c.end, c.start)):
        if not any(compound.start < other.end and other.start < compound.end for other in found):
            found.append(compound)
    return sorted((c for c in found if _is_subject(title, c)), key=lambda c: c.start)


def _candidates(title: str, text: str) -> Iterator[Compound]:
    words = list(re.finditer(r"[^\s,;:\"“”()?!]+", GLUED.sub(lambda m: " " * len(m[0]), title)))
    for i, first in enumerate(words):
        for last in words[i : i + LONGEST_NAME]:
            name = re.sub(r"(?:\.|['’]s?)$", "", title[first.start() : last.end()])
            if re.search(r"[,;:()\"“”]", name) and first is not last:
                break
            certainty = _known_name(name) if first is not last else max(_known_name(name), _one_word(name, title, text))
            if certainty:
                yield Compound(first.start(), first.start() + len(name), name, certainty)
    for pattern, certainty in ((_NUMBERED, 0.8), (_LETTERED, 0.8), (_SYSTEMATIC, 0.75)):
        for match in pattern.finditer(title):
            if pattern is _NUMBERED or (not _is_common(match[0].split()[0]) and len(match[0]) >= 8):
                yield Compound(match.start(), match.end(), match[0], certainty)


def _is_common(name: str) -> bool:
    return key_of(name) in EVERYDAY | COMMON or name.lower() in NOT_SUBSTANCES


def _known_name(name: str) -> float:
    """How sure it is that a name is a substance's, as far as the table of names tells."""
    if _is_common(name) or len(name) < 4 or _TARGETS.match(name) or _PLURAL.search(name) or _PLAIN.search(name):
        return 0.0
    if set(tokens(name)) <= FORMS:
        return 0.0
    kinds = {found.kind for found in known(name)}
    if kinds <= {"brand", "name"} and not _CHEMICAL.search(name):
        return 0.0
    if not kinds - {"brand"} or not name[0].isalnum():
        return 0.0
    if kinds <= {"code"} and not _CODE.match(name):
        return 0.0
    if name.isupper() and name.isalpha() and len(name) < 6:
        return 0.0  # an acronym may stand for many things
    return 0.95 + 0.01 * len(name.split())


def _one_word(name: str, title: str, text: str) -> float:
    if _is_common(name) or _TARGETS.match(name) or _PLURAL.search(name) or _PLAIN.search(name):
        return 0.0
    called = rf"{_CALLED_A_COMPOUND} {re.escape(name)}(?!\w)|(?<!\w){re.escape(name)}(?: \([^)]*\))?,? (?:is )?an? (?:[\w-]+ ){{0,7}}{_CALLED_A_COMPOUND}\b"
    if _CODE.match(name) and not NOT_CODES.match(name):
        return 0.85 if _LONG_CODE.match(name) or re.search(called, f"{title}\n{text}", re.IGNORECASE) else 0.0
    if name[0].isupper() and name.isalpha() and name[1:].islower() and has_stem(name):
        uses = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))
        return 0.7 if uses >= 2 and re.search(called, text, re.IGNORECASE) else 0.0
    return 0.0


def _is_subject(title: str, compound: Compound) -> bool:
    behind, before = title[compound.end :], title[: compound.start]
    if _NOT_THE_SUBJECT.search(before) or _OF_A_CLASS.search(before) or before.endswith(("-", "/")):
        return False
    return bool(_MAKING.match(behind)) or not _BEHIND_CLASS.match(behind)
