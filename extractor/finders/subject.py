"""Finds what a vendor's header sells ("Compound Name: Hetramine", "Cat. No.: B1673132") and what the text is really about.

A text is about a substance when its title or most of its sentences name that one compound in the places where drugs
stand; a guide about a class ("EGFR inhibitors") has no such substance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.guides import VENDOR, title_spans
from extractor.finders.substances import CODE, NOT_CODES, NOT_SUBSTANCES, SALTS, has_stem, is_substance
from extractor.finders.title_compounds import Compound, compounds_in
from extractor.language.compound_names import named_in
from extractor.language.doc import Doc
from extractor.language.substance_names import substances

HEADER_LENGTH = 4000
HEADER_REACH = 600
_THING = r"(?:compound|product|chemical|substance|reagent|item|material|article)"
_STOP = r"(?=\s*(?:$|[\t\n|;]|,\s|\s[\[(]?(?:cat(?:alog(?:ue)?)?\b|cas\b|item (?:no|number)|product (?:no|number|code|id)|sku\b|get quote|purity|lot\b|order (?:no|number))))"
_VALUE = rf"(?P<name>[^\s:|*_][^\t\n|:*]{{1,80}}?)[*_]*{_STOP}"
_EDGE = r"^[^\S\n]*(?:[-*•|>]\s*)*"
NAMES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"{_EDGE}(?:[a-z]+ (?:[a-z]+ ){{0,2}})??[*_]*{_THING}(?:\s+name)?[*_]*\s*:\s*[*_]*[\s|]*{_VALUE}",
        rf"(?:{_EDGE}|\t\s*)[*_]*{_THING}\s+name[*_]*[\s|]+{_VALUE}",
        rf"{_EDGE}[*_]*{_THING}[*_]*\s*[\t|]\s*{_VALUE}",
        rf"(?:{_EDGE}|[\t|]\s*)[*_]*name[*_]*\s*:\s*[*_]*[\s|]*{_VALUE}",
        r"^[^\S\n]*(?:product packaging for )?(?P<name>[A-Z(][^\t\n|:]{2,60}?)\s?\((?:Cat(?:alog(?:ue)?)?\.?\s?(?:No\.?|Number|#)?)",
    )
)
NUMBER = re.compile(
    r"(?:\bcat(?:alog(?:ue)?)?\b\.?\s?(?:no\b\.?|number|#|id|code)|\bcatalog(?:ue)?|\b(?!article\sid\b)(?:product|item|article|order)\s(?:no\b\.?|number|code|id|#)|\bSKU|\bart\.? ?no\.?|货号|目录号|产品编号|カタログ番号|카탈로그 번호|\b(?:Katalog|Artikel|Bestell)nummer|\bn[úu]mero d[eo] cat[áa]logo|\bnum[ée]ro de catalogue|\bnumero di catalogo|\br[ée]f[ée]rence)[*_]*\s*[:#.]?[\s*_|]*(?P<number>[A-Z]{0,4}-?[A-Z]?\d[\w-]{2,14})",
    re.IGNORECASE,
)
NOT_A_NAME = re.compile(
    r"^(?:name|of|interest|information|details|description|page|cat|get|quote|compound|product|is|was|were|has|that|the|this|used)\b",
    re.IGNORECASE,
)

# Slots that substances fill.
# A name begins where its first run of letters does; where a space must follow, no shorter one needs to be tried.
_START = r"(?<![A-Za-z])"
_W = r"[A-Za-z][\w'’-]*[A-Za-z\d]"
SLOTS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_START}(?P<name>(?>{_W}))(?=\s(?:{'|'.join(sorted(SALTS))})\b)",
        rf"{_START}(?P<name>(?>{_W}))(?=\s(?:\(\d|\d+(?:\.\d+)?\s?(?:mg|µg|mcg|µM|nM)))",
        rf"(?:mg|mg/kg|µg|µM|nM|mM)\s(?:of\s)?(?P<name>{_W})",
        rf"(?:[Dd]oses?|[Ii]nfusions?|[Aa]dministration|[Ii]njections?|[Ee]ffects?|efficacy|safety|[Mm]echanism of action|metabolites?|concentrations?|analogues?|derivatives?|enantiomers?|[Ss]ynthesis|pharmacokinetics|[Tt]rials|[Ss]tud(?:y|ies)|synthesis and isolation|toxicity) of (?P<name>{_W})",
        rf"{_START}(?P<name>{_W})(?=(?:'s|’s) (?:effects?|antidepressant|mechanism|action|structure|efficacy|metabolites?|activity))",
        rf"{_START}(?P<name>(?>{_W}))(?=\s(?:administration|treatment|infusions?|injections?|dosing|exposure|therapy|molecule|metabolism|concentrations?|biosynthesis|toxicity|binds|inhibits|blocks|reduces|was (?:administered|synthesi[sz]ed|given)|is an? (?:[\w-]+ ){{0,4}}(?:inhibitor|antagonist|agonist|modulator|compound|drug|derivative|analogue?|molecule|mycotoxin|alkaloid|agent)))",
        rf"{_START}(?P<name>(?>{_W}))(?=,? (?:\([^)]{{1,30}}\),? )?an? (?:[\w-]+ ){{0,5}}(?:inhibitor|antagonist|agonist|modulator|blocker|compound|drug|anesthetic|alkaloid|mycotoxin)\b)",
        rf"(?:treated with|received|receiving|exposed to|response to|administered) (?P<name>{_W})",
    )
)
GENERIC = re.compile(
    r"^(?:this|these|the|such|depression|disease|cells?|protein|receptors?|drugs?|compounds?|molecules?|inhibitors?|antagonists?|agonists?|agents?|cancer|tumou?rs?|kinase|enzymes?|glutamate|serotonin|dopamine|norepinephrine|acetylcholine|GABA|DNA|RNA|mRNA|ATP|LPS|DMSO|water|saline|placebo|vehicle|cholesterol|glucose|calcium|insulin|antidepressants?|treatments?|patients|development|small|novel|these|both|[A-Z][a-z]+ al)$",
    re.IGNORECASE,
)
CLASS_WORD = re.compile(
    r"(?:inhibitors?|antagonists?|agonists?|degraders?|blockers?|modulators?|conjugates?|receptors?|linkers?|derivatives?|analog(?:ue)?s?|peptides?|ligands?)$",
    re.IGNORECASE,
)
LEAST_USES = 4
LEAST_IN_TEXT = 6
SURE = 0.95
MOST_SIGHTINGS = 20
FIRST_HEADINGS = 12
LEAST_SLOTS = 2


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    stated = None
    for mention in header(document):
        yield mention
        if mention.field == "subject.stated_name":
            stated = mention
            yield from _elsewhere(document, mention)
    titled = _titled(document, stated)
    if titled is not None:
        yield from _from_title(document, *titled)
        return
    about = list(_substance(document))
    yield from about
    if stated is None and about:
        yield from _absent_from_text(document, about)


TITLE_LINE = re.compile(r"\A\s*title:[^\S\n]*(?P<title>[^\n.]{10,250})", re.IGNORECASE)


def _absent_from_text(document: Document, about: list[Mention]) -> Iterator[Mention]:
    """The drug of a title that the text never names under any of its names, while it names another one over and over."""
    line = TITLE_LINE.match(document.text)
    span = Span(*line.span("title")) if line else document.title
    if span is None or len(about) < LEAST_IN_TEXT:
        return
    title, rest = document.quote(span), document.text[: span.start] + " " + document.text[span.end :]
    named = [compound for compound in compounds_in(title) if compound.certainty >= SURE]
    if len(named) != 1 or re.search(re.escape(named[0].name), rest, re.IGNORECASE):
        return
    own = substances(named[0].name)
    if own & substances(str(about[0].value)) or any(
        own & substances(word) for word in set(re.findall(r"[\w-]{4,}", rest))
    ):
        return
    start = span.start + named[0].start
    place = Span(start, start + len(named[0].name))
    yield Mention("subject.stated_name", place, value=named[0].name, found_by="rules.subject.title", score=0.8)


def _titled(document: Document, stated: Mention | None) -> tuple[int, Compound] | None:
    """The compound that the guide's titles are about, with the place of its title; the header's own before another."""
    if stated is None and not VENDOR.search(document.text[:HEADER_LENGTH]):
        return None
    found = [
        (span.start, compound)
        for span in title_spans(document)
        for compound in compounds_in(document.quote(span), document.text)[:2]
    ]
    own = [item for item in found if stated is not None and named_in(item[1].name, str(stated.value))]
    return next(iter([*own, *found]), None)


def _from_title(document: Document, start: int, compound: Compound) -> Iterator[Mention]:
    """The compound in the title, and where the text names it."""
    plain = compound.name.isalpha() and not compound.name.isupper()
    value = compound.name.lower() if plain else compound.name
    own = Span(start + compound.start, start + compound.end)
    yield Mention("subject.substance", own, value=value, found_by="rules.subject.title", score=0.9)
    for i, span in enumerate(_sightings(document.text, compound.name, len(document.text))[:8]):
        if not span.overlaps(own):
            yield Mention("subject.substance", span, value=value, found_by="rules.subject", score=0.8 - 0.01 * i)


def header(document: Document) -> Iterator[Mention]:
    """The first name and catalogue number among the labelled lines near the start of the document."""
    text = document.text[:HEADER_LENGTH]
    number = PICTURE.search(text) or NUMBER.search(text)
    found = {"stated_name": (_name(text, number), "name"), "catalog_number": (number, "number")}
    for field, (match, group) in found.items():
        if match is not None:
            span = Span(*match.span(group))
            yield Mention(f"subject.{field}", span, value=match[group], found_by="rules.subject", score=0.95)


def _name(text: str, number: re.Match[str] | None) -> re.Match[str] | None:
    """The name that a header sells; without a catalogue number only a plain label makes a header."""
    if number is not None and "name" in number.groupdict():
        return number
    patterns = NAMES if number else NAMES[:2]
    found = [match for pattern in patterns for match in pattern.finditer(text) if not NOT_A_NAME.match(match["name"])]
    if number is None:
        top = TOP_LINE.match(text)
        sold = next((match for match in found if SELLS.match(match[0].lstrip(" \n\t-*•|>"))), None)
        return sold or (top if top and PAGE.search(text) and not NOT_A_NAME.match(top["name"]) else None)
    near = [match for match in found if abs(match.start("name") - number.start()) < HEADER_REACH]
    return next(iter([*near, *found]), None) or _line_above(text, number.start())


# "molecular formula C17H24N2 B204417 Velasprine CAS No. 123-45-6": what stands for the picture of a page's compound
PICTURE = re.compile(
    r"^\s*molecular formula \S+ (?P<number>[A-Z]{1,3}\d{4,10}) (?P<name>[^\n]{2,90}?)(?:\sCAS No\.|\s*$)", re.MULTILINE
)
TOP_LINE = re.compile(
    r"\A\s*(?P<name>\S[^\n]{1,80}?)\s+(?:Description|Beschreibung|Descripción|Descrição|Descrizione|説明|描述|설명)\s"
)
PAGE = re.compile(r"CAS No|Origin of Product|InChI|IUPAC|Molecular Formula|high-quality|CAS-Nummer")
SELLS = re.compile(r"(?:\w+\s){0,3}?(?:compound|product|chemical|substance)\b", re.IGNORECASE)
LINE_ABOVE = re.compile(r"^[^\S\n]*(?P<name>[^\s:|][^\n\t:|]{2,70}[^\s.:,;])[^\S\n]*\n\s*$", re.MULTILINE)


def _line_above(text: str, number: int) -> re.Match[str] | None:
    """The line right above "Cat. No.: ...", where product pages print the name without a label."""
    line = text.rfind("\n", 0, number) + 1
    if text[line:number].strip(" -*•|\t"):
        return None
    start = max(0, line - 160)
    found = [match for match in LINE_ABOVE.finditer(text[:line], start) if not NOT_A_NAME.match(match["name"])]
    return found[-1] if found and not re.search(r"[.!?]\s[A-Z]|\bguide\b", found[-1]["name"], re.IGNORECASE) else None


def _elsewhere(document: Document, stated: Mention) -> Iterator[Mention]:
    """The stated name in the text itself, which clears it of suspicion."""
    words = [word for word in str(stated.value).split() if word.lower() not in SALTS]
    if not words:
        return
    spelled = r"[\s-]*".join(re.escape(word) for word in words)
    pattern = re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE)
    for match in list(pattern.finditer(document.text))[:MOST_SIGHTINGS]:
        span = Span(*match.span())
        if not span.overlaps(stated.span):
            yield Mention("subject.stated_name", span, value=stated.value, found_by="rules.subject.text", score=0.5)


def _substance(document: Document) -> Iterator[Mention]:
    """The one compound that the text is about, with its first few sightings."""
    text = document.text
    ends = min((s.span.start for s in document.sections if s.kind in {"references", "disclaimer"}), default=len(text))
    slots: dict[str, set[int]] = {}
    spelled: dict[str, str] = {}
    for i, slot in enumerate(SLOTS):
        for match in slot.finditer(text, 0, ends):
            name = match["name"]
            if _may_be_subject(name):
                slots.setdefault(name.lower(), set()).add(i)
                spelled.setdefault(name.lower(), name)
    uses = Counter(
        {
            name: len(_sightings(text, name, ends))
            for name, filled in slots.items()
            if len(filled) >= LEAST_SLOTS or CODE.match(spelled[name])
        }
    )
    title = _titles(document)
    ranked = sorted(
        uses.items(),
        key=lambda item: (-item[1] * (2 if re.search(rf"(?<!\w){re.escape(item[0])}(?!\w)", title) else 1), item[0]),
    )
    if not ranked or ranked[0][1] < LEAST_USES:
        return
    best, count = ranked[0]
    titled = bool(re.search(rf"(?<!\w){re.escape(best)}(?!\w)", title))
    rival = ranked[1][1] if len(ranked) > 1 else 0
    if not titled and count < 3 * rival:
        return
    for i, span in enumerate(_sightings(text, best, ends)[:8]):
        yield Mention(
            "subject.substance",
            span,
            value=best if not CODE.match(spelled[best]) else spelled[best],
            found_by="rules.subject",
            score=0.9 - 0.01 * i,
        )


def _titles(document: Document) -> str:
    """The title and the first headings: a product page has its guide's title below its own."""
    headings = [block.span for block in document.headings()][:FIRST_HEADINGS]
    spans = [document.title, *headings] if document.title else headings
    return " | ".join(document.quote(span) for span in spans if span is not None).lower()


def _may_be_subject(name: str) -> bool:
    if GENERIC.match(name) or CLASS_WORD.search(name) or name.lower() in NOT_SUBSTANCES or NOT_CODES.match(name):
        return False
    return has_stem(name) or bool(CODE.match(name)) or is_substance(name)


def _sightings(text: str, name: str, end: int) -> list[Span]:
    return [
        Span(*match.span())
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text[:end], re.IGNORECASE)
    ]
