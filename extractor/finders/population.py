"""Finds who was studied: the condition, age, sex, species, strain and disease model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language import sentences_of
from extractor.language.categories import PEOPLE
from extractor.language.context import column, label, place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import Guarded
from extractor.language.numbers import DIGITS

_PEOPLE = "|".join(sorted(PEOPLE - {"eyes", "knees", "teeth", "cases"}, key=len, reverse=True))
WITH = Guarded(
    re.compile(
        rf"\b(?:{_PEOPLE})\b(?:\s\([^)]{{1,40}}\))?(?:,? (?:aged|who were|were|currently|previously|newly))*\s"
        r"(?:with|who (?:had|have)|diagnosed (?:with|as having)|suffering from|(?:who )?met criteria for|meeting criteria for|undergoing|hospitali[sz]ed (?:for|with)|presenting with|treated for)\s(?:a (?:diagnosis|history) of |an? |the |current |diagnosed |confirmed )*"
        r"(?P<name>[A-Za-z][^.;:()\[\],<>=±]{2,90})",
        re.IGNORECASE,
    ),
    words=PEOPLE,
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
AGE = Guarded(
    re.compile(
        rf"(?:\b(?:aged?(?: of)?|ages|aged between)\s(?:from |between )?|\b(?=(?:mean|median) age))(?P<age>(?:(?:mean|median) age(?: of)?(?: was)?\s)?(?:of |was |≥ ?|> ?|over )?{DIGITS}(?:\s?\((?:SD|standard deviation)[ =:]*{DIGITS}\)|\s?(?:±|to|-|–|and)\s?{DIGITS})?(?:\s?(?:years?|yrs?|months?|weeks?)(?: (?:old|of age|or older|and older))?)?)"
        rf"|\b{DIGITS}\s?(?:to|-|–)\s?{DIGITS}[\s-](?:years?|months?|weeks?)(?:[\s-](?:old|of age))|\b{DIGITS}[\s-](?:week|month|day)s?[\s-]old\b",
        re.IGNORECASE,
    ),
    "age",
    "old",
)
SETTING = Guarded(
    re.compile(
        r"\b(?:in|at|from|across)\s(?:[\w-]+\s){0,3}?(?P<name>(?:outpatient|psychiatric|university|academic|community|tertiary(?: care)?|general|primary[- ]care|rural|urban|teaching|district|public|private)\s(?:clinics?|hospitals?|practices|cent(?:er|re)s|settings?)|primary care|intensive care units?|emergency departments?|nursing homes|general practices|primary schools|secondary schools)\b",
        re.IGNORECASE,
    ),
    "clinic",
    "hospital",
    "practice",
    "cent",
    "setting",
    "primary",
    "intensive",
    "emergency",
    "nursing",
    "school",
)
SPECIES: tuple[tuple[str, str], ...] = (
    ("rat", r"rats?"), ("mouse", r"mice|mouse"), ("rabbit", r"rabbits?"), ("guinea pig", r"guinea[- ]pigs?"), ("dog", r"(?:beagle )?dogs?"),
    ("monkey", r"(?:rhesus |cynomolgus )?(?:monkeys?|macaques?)"), ("hamster", r"hamsters?"), ("zebrafish", r"zebrafish"), ("pig", r"(?:mini)?pigs?|piglets?"), ("gerbil", r"gerbils?"),
)  # fmt: skip
EXCLUDED = re.compile(r"\b(?:excluded|exclusion criteri)", re.IGNORECASE)
_STRAIN = (
    r"(?:Sprague[-– ]Dawley|Wistar(?:[- ]Kyoto| Han| albino)?|WKY|Long[-– ]Evans|Fischer(?: ?344)?|F344|Lewis|Lister[- ]Hooded|Brown Norway|Dark Agouti|Zucker|Goto-Kakizaki|Flinders Sensitive Line|SHR"
    r"|C57[Bb][Ll]/?(?:6|10)(?:[JN]|NCrl|JRj)?|[Bb][Aa][Ll][Bb]/?c(?:J|ByJ)?|CD-?1|CF-?1|ICR|MF-?1|OF-?1|ddY|Kunming|Swiss(?: Webster| albino)?|DBA/[12]J?|129S?\d?(?:/\w+)?|FVB/?N?J?|NOD(?:[/-]SCID|[- ]scid gamma)?|NSG|SCID|NMRI|C3H(?:/He\w*)?|A/J|AKR(?:/J)?|SJL(?:/J)?|B6C3F1|ob/ob|db/db"
    r"|New Zealand [Ww]hite|NZW|Dunkin[- ]Hartley|Hartley|[Bb]eagle|[Cc]ynomolgus|[Rr]hesus|Golden Syrian|Syrian [Gg]olden|Mongolian|G[öo]ttingen|albino|athymic)(?: nude| SCID)?"
)
STRAIN = re.compile(rf"(?<![\w/-]){_STRAIN}(?![\w/])")
_SEX = r"(?:(?:[Mm]ale|[Ff]emale)s?(?:(?: and | or |/)(?:male|female)s?)?)"
# The words of one noun phrase before the name of a species: "Adult male 8-week-old BALB/c nude mice".
_BEFORE_SPECIES = rf"(?:{_SEX}|{_STRAIN}|[Aa]dult|[Yy]oung|[Oo]ld|[Aa]ged|[Hh]ealthy|[Nn]a[iï]ve|nude|athymic|inbred|outbred|pathogen-free|wild-type|transgenic|knockout|diabetic|\d+(?:[-–]\d+)?[- ](?:week|month|day)s?[- ]old|strain|[A-Z][\w/-]*)"
ANIMALS_STUDIED = re.compile(
    rf"(?<![\w-])(?P<phrase>(?:{_BEFORE_SPECIES},?\s){{0,6}})(?P<species>rats|mice|rabbits|guinea[- ]pigs|dogs|monkeys|macaques|hamsters|gerbils|zebrafish|(?:mini)?pigs|piglets)\b"
)
SEX = re.compile(rf"(?<![\w-]){_SEX}(?![\w-])")
_MODELS = (
    r"[A-Za-z0-9-]+-induced (?:[a-z-]+ ){0,2}[a-z]+(?=\s(?:model|rats|mice|in))|(?:xenograft|knockout|transgenic|chronic constriction injury|spared nerve injury|unpredictable (?:chronic )?mild stress|learned helplessness)(?=\s(?:model|rats|mice|in))"
    r"|(?:6-hydroxydopamine|6-OHDA|MPTP|quinolinic acid|ibotenic acid|kainic acid) lesions?|experimental autoimmune \w+|collagen-induced arthritis|middle cerebral artery occlusion|c(?:a)?ecal ligation and puncture"
)
_TESTS = (
    r"forced[- ]swim(?:ming)?|tail[- ]suspension|open[- ]field|novelty[- ]suppressed feeding|elevated plus[- ]maze|hot[- ]plate|tail[- ]flick|formalin|writhing|sucrose preference|Morris water maze|Y[- ]maze|Barnes maze|passive avoidance"
    r"|von Frey|rotarod|fear conditioning|novel object recognition|conditioned place preference|prepulse inhibition|light[-/]dark box|maximal electroshock(?: seizure)?|6[- ]Hz(?: seizure| psychomotor)?(?= (?:test|model))|pentylenetetrazole?(?: seizure)?|paw pressure|acetic acid writhing"
)
MODEL = re.compile(rf"(?<![\w-])(?:(?P<name>{_MODELS})|(?P<test>(?:{_TESTS})(?:\s(?:test|task))?))(?![\w-])")
MODEL_LABEL = re.compile(
    r"^(?:[-*•]\s*)?(?:Animal |Disease )?[Mm]odel(?: system)?:\s(?P<name>[A-Z0-9][^.;:()\n]{3,60})(?=[.;(]|$)"
)
_LINES = (
    r"HEK-?293T?|HeLa|CHO(?:-K1)?|COS-?[17]|Vero(?: E6)?|MDCK|BHK-?21|NIH[- ]?3T3|3T3-L1|C2C12|L929|HUVECs?|HaCaT|MRC-5|WI-38|IMR-?(?:32|90)|MCF-?7|MCF-?10A|MDA-MB-\d{3}|T47D|BT-?(?:474|20|549)|SK-BR-?3|4T1"
    r"|A549|NCI-H\d{2,4}|H1299|H1975|H460|HCC827|PC-?9|Calu-?\d|HepG2|Hep3B|Huh-?7|HepaRG|HCT-?(?:116|15)|HT-?29|SW-?(?:480|620)|LoVo|Caco-?2|COLO ?205|PC-?3|DU-?145|LNCaP|22Rv1|VCaP|SK-OV-?3|OVCAR-?\d|A2780|PANC-?1|MIA ?PaCa-?2|BxPC-?3|AsPC-?1"
    r"|U-?87(?: ?MG)?|U-?251|T98G|SH-SY5Y|SK-N-SH|PC-?12|Neuro-?2[aA]|BV-?2|B16(?:-?F10)?|SK-MEL-?\d+|A375|U2OS|Saos-?2|K-?562|HL-?60|THP-?1|U-?937|Jurkat|MOLT-?\d|MV-?4-?11|MOLM-?13|Raji|Ramos|Daudi|RPMI[- ]?8226|MM\.1S|KG-?1|CCRF-CEM|P388|L1210|EL4|CT-?26|RAW ?264\.7|J774(?:A\.1)?|RBL-2H3|INS-1E?|MIN6|HK-2|ARPE-?19|H9c2|Sf9"
)
CELL_LINE = re.compile(
    rf"(?<![\w-])(?:(?:{_LINES})(?:/[A-Z][A-Za-z0-9]*)?(?:\scells?)?|(?!CD\d|Th\d|M[12]\b|T\d|B\d)[A-Z][A-Za-z]*-?\d[\w./-]*\scells)(?![\w-])"
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
        sex, strain = SEX.search(match["phrase"]), STRAIN.search(match["phrase"])
        at = offset + match.start("species")
        strong = 0.95 if sex or strain else 0.6
        yield _mention(document, "species", Span(at, offset + match.end("species")), strong, value)
        for field, part in (("sex", sex), ("strain", strain)):
            if part is not None:
                start = offset + match.start("phrase") + part.start()
                words = (
                    re.sub(r"s?(?: and | or |/)", " and ", part[0].lower()).rstrip("s") if field == "sex" else part[0]
                )
                yield _mention(document, field, Span(start, start + len(part[0])), 0.95, words)
    labelled = MODEL_LABEL.match(text)
    if labelled is not None:
        yield _mention(document, "model", Span(offset + labelled.start("name"), offset + labelled.end("name")), 0.95)
    for match in MODEL.finditer(text):
        if labelled is None:
            yield _mention(document, "model", Span(offset + match.start(), offset + match.end()), 0.7)
