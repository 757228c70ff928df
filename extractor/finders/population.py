"""Finds who was studied: the condition, age, sex, species, strain and disease model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language import sentences_of
from extractor.language.categories import PEOPLE
from extractor.language.context import column, label, place, worth
from extractor.language.numbers import DIGITS

_PEOPLE = "|".join(sorted(PEOPLE - {"eyes", "knees", "teeth", "cases"}, key=len, reverse=True))
WITH = re.compile(
    rf"\b(?:{_PEOPLE})\b(?:\s\([^)]{{1,40}}\))?(?:,? (?:aged|who were|were|currently|previously|newly))*\s"
    r"(?:with|who (?:had|have)|diagnosed (?:with|as having)|suffering from|(?:who )?met criteria for|meeting criteria for|undergoing|hospitali[sz]ed (?:for|with)|presenting with|treated for)\s(?:a (?:diagnosis|history) of |an? |the |current |diagnosed |confirmed )*"
    r"(?P<name>[A-Za-z][^.;:()\[\],<>=±]{2,90})",
    re.IGNORECASE,
)
# Words at which the name of a condition ends.
STOP = re.compile(
    r"\s(?:who|whose|were|was|are|is|had|have|has|and (?:a|an|who|were|no|at|with|without|received|healthy|matched)|in (?:a|an|the|whom|this|our|which|six|two|three|four|five|\d)|to|received|receiving|from|that|which|for|by|on|at|aged|between|under|after|before|during|using|as|of (?:either|both)|randomi[sz]ed|took|participated|completed|treated|enrolled|admitted|recruited|defined|took|than|into|assigned|undergoing|underwent|or (?:placebo|a|an)|despite|via|if|when|would|will|can|may|compared|versus|vs|\d)\b",
    re.IGNORECASE,
)
NOT_CONDITIONS = re.compile(
    r"^(?:placebo|at least|missing|data|available|complete|baseline|no|any|adverse|severe adverse|and|or|both|either|one|two|three|more|less|an? |complete|prior|previous|known|respect|regard|hydrochloride|the same|different|drug|these|this|such|other|access|only|(?:the )?(?:highest|lowest|higher|lower|worst|best|greatest)|\d)\b",
    re.IGNORECASE,
)
COLUMN = re.compile(
    r"^\s*(?:study )?(?:population|patient group|disorder|condition|diagnosis|indication|patients|participants|subjects|disease)\s*$",
    re.IGNORECASE,
)
LABELS = re.compile(
    r"\b(?:participants?|subjects|patients|population|sample|diagnosis|condition|indication|eligibility)\b",
    re.IGNORECASE,
)
AGE = re.compile(
    rf"(?:\b(?:aged?(?: of)?|ages|aged between)\s(?:from |between )?|\b(?=(?:mean|median) age))(?P<age>(?:(?:mean|median) age(?: of)?(?: was)?\s)?(?:of |was |≥ ?|> ?|over )?{DIGITS}(?:\s?(?:±|\((?:SD|standard deviation)[ =:]*|to|-|–|and)\s?{DIGITS}\)?)?(?:\s?(?:years?|yrs?|months?|weeks?)(?: (?:old|of age|or older|and older))?)?)"
    rf"|\b{DIGITS}\s?(?:to|-|–)\s?{DIGITS}[\s-](?:years?|months?|weeks?)(?:[\s-](?:old|of age))|\b{DIGITS}[\s-](?:week|month|day)s?[\s-]old\b",
    re.IGNORECASE,
)
SETTING = re.compile(
    r"\b(?:in|at|from|across)\s(?:[\w-]+\s){0,3}?(?P<name>(?:outpatient|psychiatric|university|academic|community|tertiary(?: care)?|general|primary[- ]care|rural|urban|teaching|district|public|private)\s(?:clinics?|hospitals?|practices|cent(?:er|re)s|settings?)|primary care|intensive care units?|emergency departments?|nursing homes|general practices|primary schools|secondary schools)\b",
    re.IGNORECASE,
)
SPECIES: tuple[tuple[str, str], ...] = (
    ("rat", r"rats?"), ("mouse", r"mice|mouse"), ("rabbit", r"rabbits?"), ("guinea pig", r"guinea[- ]pigs?"), ("dog", r"(?:beagle )?dogs?"),
    ("monkey", r"(?:rhesus |cynomolgus )?(?:monkeys?|macaques?)"), ("hamster", r"hamsters?"), ("zebrafish", r"zebrafish"), ("pig", r"(?:mini)?pigs?|piglets?"), ("gerbil", r"gerbils?"),
)  # fmt: skip
EXCLUDED = re.compile(r"\b(?:excluded|exclusion criteri)", re.IGNORECASE)
STRAIN = re.compile(
    r"\b(?:Sprague[-– ]Dawley|Wistar(?:[- ]Kyoto| Han)?|Long[-– ]Evans|Fischer(?: ?344)?|F344|Lewis|Lister[- ]Hooded|Zucker|Flinders Sensitive Line"
    r"|C57BL/6[JN]?|C57Bl/6[JN]?|BALB/c|Balb/c|CD-?1|ICR|Swiss(?: Webster| albino)?|DBA/2J?|129S\d?\w*|FVB/?N?|NOD/SCID|NMRI|C3H(?:/He\w)?|New Zealand (?:White|white)|albino|SHR|Dunkin[- ]Hartley)\b"
)
ANIMALS_STUDIED = re.compile(
    r"\b(?:(?P<sex>(?:[Aa]dult )?(?:[Mm]ale|[Ff]emale)s?(?: and (?:male|female)s?)?)\s)?(?:adult |young |aged |healthy |na[iï]ve )*(?:[A-Z][\w/-]+(?:[-– ][A-Z][\w-]+)?\s|albino\s)?(?P<species>rats|mice|rabbits|guinea[- ]pigs|dogs|monkeys|hamsters|gerbils|zebrafish|pigs|piglets)\b"
)
MODEL = re.compile(
    r"\b(?P<name>(?:[A-Za-z-]+-induced (?:[a-z-]+ ){0,2}[a-z]+|(?:xenograft|knockout|transgenic|chronic constriction injury|spared nerve injury|unpredictable (?:chronic )?mild stress|learned helplessness)))(?=\s(?:model|rats|mice|in))|\b(?P<test>(?:forced swim(?:ming)?|tail suspension|open field|novelty[- ]suppressed feeding|elevated plus[- ]maze|hot[- ]plate|tail[- ]flick|formalin|sucrose preference|Morris water maze|von Frey|rotarod|fear conditioning|novel object recognition) (?:test|task)?)\b"
)
CELL_LINE = re.compile(
    r"\b(?:HEK-?293T?|HeLa|CHO(?:-K1)?|MCF-?7|HepG2|A549|SH-SY5Y|PC-?12|Jurkat|RAW ?264\.7|U2OS|HCT-?116|HT-?29|Caco-?2|K562|PC-?3|LNCaP|MDA-MB-\d{3}|U-?87(?: ?MG)?|NIH[- ]?3T3|COS-?7|Vero(?: E6)?|THP-?1|BV-?2|Neuro-?2[aA]|SK-OV-?3|OVCAR-?\d|SK-BR-?3|T47D|BT-?474|DU-?145|MOLT-?4|HL-?60|Huh-?7)\b(?: cells?)?"
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    yield from _columns(document)
    for offset, text in sentences_of(doc):
        if place(document, Span(offset, offset + 1)) in {"references", "disclaimer"}:
            continue
        yield from _conditions(document, offset, text)
        yield from _animals(document, offset, text)
        for match in AGE.finditer(text):
            which = "age" if match["age"] else 0
            yield _mention(document, "age", Span(offset + match.start(which), offset + match.end(which)), 0.9)
        for match in SETTING.finditer(text):
            yield _mention(document, "setting", Span(offset + match.start("name"), offset + match.end("name")), 0.7)
        for match in CELL_LINE.finditer(text):
            yield _mention(document, "cell_line", Span(offset + match.start(), offset + match.end()), 0.9)


def _mention(document: Document, field: str, span: Span, score: float, value: str | None = None) -> Mention:
    value = value if value is not None else re.sub(r"\s+", " ", document.quote(span))
    return Mention(
        f"population.{field}", span, value=value, found_by="rules.population", score=score * worth(document, span)
    )


def _columns(document: Document) -> Iterator[Mention]:
    for table in document.tables:
        for cell in table.cells:
            above = column(document, cell.span)
            if (
                above
                and cell.column > 0
                and COLUMN.match(above)
                and re.search(r"[A-Za-z]{3}", document.quote(cell.span))
            ):
                yield _mention(document, "condition", cell.span, 0.95)


def _conditions(document: Document, offset: int, text: str) -> Iterator[Mention]:
    if EXCLUDED.search(text):
        return
    for match in WITH.finditer(text):
        name = STOP.split(match["name"], maxsplit=1)[0]
        name = re.split(r"\s(?:and|or)$", name.rstrip(" -–"))[0].rstrip()
        if len(name) >= 4 and not NOT_CONDITIONS.match(name):
            span = Span(offset + match.start("name"), offset + match.start("name") + len(name))
            labelled = bool(LABELS.search(label(document, span) or ""))
            yield _mention(document, "condition", span, 0.95 if labelled else 0.8)


def _animals(document: Document, offset: int, text: str) -> Iterator[Mention]:
    for match in ANIMALS_STUDIED.finditer(text):
        if re.search(r"\braised in\s$|\banti-$", text[: match.start()]):
            continue
        word = match["species"].lower()
        value = next((name for name, words in SPECIES if re.fullmatch(words, word)), word)
        strong = 0.95 if match["sex"] or STRAIN.search(match[0]) else 0.6
        yield _mention(
            document, "species", Span(offset + match.start("species"), offset + match.end("species")), strong, value
        )
        if match["sex"]:
            sex = re.sub(r"^adult ", "", match["sex"].lower())
            shift = match["sex"].lower().index(sex)
            yield _mention(
                document, "sex", Span(offset + match.start("sex") + shift, offset + match.end("sex")), 0.95, sex
            )
        if strain := STRAIN.search(match[0]):
            start = offset + match.start() + strain.start()
            yield _mention(document, "strain", Span(start, start + len(strain[0])), 0.95)
    for match in MODEL.finditer(text):
        which = "name" if match["name"] else "test"
        yield _mention(document, "model", Span(offset + match.start(which), offset + match.end(which)), 0.7)
