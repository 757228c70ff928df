"""Finds where a vendor's guide takes its compound for something else: a code, a peptide, the page of another compound.

"AI-3" sold over a text about artificial intelligence; a sequence of amino acids over a text about cannabidiol; numbers of
the catalogue that were glued behind any name that it has, as in "dopamine (B1211576)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.guides import ENOUGH, MOST_SHOWN, is_guide, title_spans
from extractor.finders.subject import header
from extractor.language.doc import Doc
from extractor.language.substance_names import COMMON, known

_CODE = re.compile(r"(?P<letters>[A-Z]{2,6})[- ]?\d{1,4}[A-Za-z]?")
# What a text about a compound, or the target that a code is named for, speaks of.
_BIOLOGY = re.compile(
    r"receptor|kinase|protein|enzyme|factor|channel|transporter|peptide|acid|hormone|inhibit|agonist|amine|ase$|ine$|in$|ol$|virus|cell|gene"
    r"|lipid|disease|disorder|syndrome|cancer|methyl|ethyl|phenyl|yl$|sulf|oxid|oxy|chlor|fluor|brom|amid|imid|azol|carb|nitr|phosph|benz"
    r"|ate$|ide$|one$|ose$|enzyme",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"https?://[^\s/]+/(?:\w+/)*(?:products?|items?|catalog)/(?P<number>[A-Za-z]{1,4}-?\d{3,10})(?=[#/?\s\])]|$)\S*?(?=[\s\])]|$)"
)
_GLUED = re.compile(r"(?<!\S)(?P<id>[^\s(]\S*[A-Za-z\])]\s\((?P<prefix>[A-Z]{1,3})(?P<digits>\d{3,9})\))")
LONG_NUMBER = 6  # digits that no accession number or strain of mice has
_SEQUENCE = re.compile(r"(?i:\bsequence)\W{1,4}(?P<sequence>[ACDEFGHIKLMNPQRSTVWY]{10,})\b")
_OF_PEPTIDES = re.compile(r"peptide|protein|amino|defensin|toxin|hormone|antibod|residues", re.IGNORECASE)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    found = {mention.field: mention for mention in header(document)}
    if (stated := found.get("subject.stated_name")) is not None:
        yield from _acronym(document, stated)
        yield from _peptide(document, stated)
    if (number := found.get("subject.catalog_number")) is not None:
        yield from _other_page(document, str(number.value))
    yield from _glued(document, str(number.value) if number is not None else "")


def _glued(document: Document, number: str) -> Iterator[Mention]:
    """Numbers behind names, of the catalogue that the header's is of or, without a header, of one letter and many digits."""
    prefix = number.upper().rstrip("0123456789")
    guide = is_guide(document) or bool(number)
    found = [
        match
        for match in _GLUED.finditer(document.text)
        if (match["prefix"] == prefix if number else len(match["prefix"]) == 1)
    ]
    if any(len(match["digits"]) >= LONG_NUMBER for match in found) and (guide or len(found) >= ENOUGH):
        for match in found[:MOST_SHOWN]:
            span = Span(*match.span("id"))
            yield Mention("guide.defect", span, value="glued_number", found_by="rules.misreadings", score=0.8)


def _other_page(document: Document, number: str) -> Iterator[Mention]:
    """The address under which the guide says it is found, where that is the page of another catalogue number."""
    for match in _PAGE.finditer(document.text):
        told = match["number"].upper().replace("-", "")
        own = number.upper().replace("-", "")
        if told != own and told.rstrip("0123456789") == own.rstrip("0123456789"):
            yield Mention(
                "guide.defect", Span(*match.span()), value="other_page", found_by="rules.misreadings", score=0.8
            )
            return
        if told == own:
            return


def _acronym(document: Document, stated: Mention) -> Iterator[Mention]:
    """The words that the letters of a code were read as, where the guide has them but never the code itself."""
    name = str(stated.value)
    code, titles = _CODE.fullmatch(name), title_spans(document)
    if code is None or not titles:
        return
    guide = document.text[titles[0].start :]
    spelled = rf"(?<![\w-]){code['letters']}[- ]?{name[len(code['letters']) :].lstrip(' -')}(?!\w)"
    alone = rf"(?<![\w-]){code['letters']}(?![\w-])"
    said = [titles[0].start + match.start() for match in re.finditer(spelled, guide)]
    if any(at not in stated.span for at in said) or not any(
        re.search(alone, document.quote(title)) for title in titles
    ):
        return
    initials = r"[a-z]{4,}[\s-]+(?:of\s|and\s|the\s)?".join(code["letters"]) + "[a-z]{4,}"
    for meant in re.finditer(rf"\b(?i:{initials})\b", guide):
        if not any(_BIOLOGY.search(word) for word in meant[0].split()):
            span = Span(titles[0].start + meant.start(), titles[0].start + meant.end())
            yield Mention("guide.statement", span, value="acronym", found_by="rules.misreadings", score=0.8)
            return


def _peptide(document: Document, stated: Mention) -> Iterator[Mention]:
    """The sequence of a peptide, and the small molecule that the text says it is, without a word on peptides."""
    sequence = _SEQUENCE.search(document.text)
    if sequence is None:
        return
    told = rf"(?<!\w){re.escape(str(stated.value))},?\s(?:is\s)?an?\s(?:[a-z-]+\s){{0,4}}(?P<name>[A-Z]?[a-z]{{5,}})\b"
    said = re.search(told, document.text)
    without = document.text[: sequence.start()] + document.text[sequence.end() :]
    if said is None or _OF_PEPTIDES.search(without) or said["name"].lower() in COMMON or not known(said["name"]):
        return
    yield Mention(
        "guide.statement", Span(*sequence.span("sequence")), value="sequence", found_by="rules.misreadings", score=0.8
    )
    yield Mention("subject.substance", Span(*said.span("name")), found_by="rules.misreadings", score=0.95)
