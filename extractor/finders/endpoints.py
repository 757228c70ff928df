"""Finds the outcomes that a paper names in words: lists of endpoints, and quantities that it gives a short form.

"Secondary endpoints were procedure time, fluoroscopy time and complications" names three; "grey matter volume (GMV)" is a
measure where the results tell of the GMV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.measures import GENERIC, KNOWN, LETTERS, MEASURED, NAME
from extractor.finders.substances import has_stem
from extractor.language import sentences_of
from extractor.language.abbreviations import SHORT, abbreviations, long_form
from extractor.language.context import place, worth
from extractor.language.doc import Doc
from extractor.language.stop_words import STOP_WORDS

NAMES_OUTCOMES = re.compile(r"outcome|end-?\s?point|measure", re.IGNORECASE)
FOUND_BY = "rules.measures.outcome"
LEAD = re.compile(
    r"\b(?P<role>(?:co-?)?primary|secondary|tertiary|exploratory|main|key|other|additional|safety|efficacy)\s"
    r"(?:(?:efficacy|effectiveness|performance|safety|study|clinical|trial|secondary|exploratory|confirmatory|and|outcomes?|composite)\s)*"
    r"(?P<noun>outcomes?|end-?points?|end points?|measures?)(?: measures?| variables?| parameters?)?\s?"
    r"(?:(?:of|in|for|from)\s(?:[\w'’-]+\s){1,5}?)?"
    r"(?:(?:was|were|is|are)(?: as follows)?|included?|includes|including|encompass\w+|compris\w+|consist\w+ of)(?:\s?:)?\s(?P<list>[^.]{3,600}(?:\.\d[^.]*)?)",
    re.IGNORECASE,
)
# The same without a role, at the head of a sentence
OUTCOMES_WERE = re.compile(
    r"^(?:The |Our |Study |Clinical )?(?P<noun>outcomes|outcome measures|end-?points)\s(?:(?:assessed|measured|evaluated)\s)?(?:of (?:the|this|our) (?:study|trial)\s)?"
    r"(?:were|are|included?)(?: as follows)?\s?:?\s(?P<list>[^.]{3,600}(?:\.\d[^.]*)?)(?P<role>)",
    re.IGNORECASE,
)
# "Conversion within 90 minutes was defined as the secondary endpoint"
BEHIND = re.compile(
    r"(?:^|[,;]\s(?:and\s)?|\band\s)(?P<name>[A-Za-z][^.;,:()]{4,90}?)(?:\s\([^()]*\))?\s(?:was|were)\s(?:(?:defined|chosen|considered|selected|used)\s(?:as\s)?)?(?:the |our )?"
    r"(?P<role>primary|secondary|main|tertiary)\s(?:(?:efficacy|safety|study|clinical|effectiveness)\s)*(?:outcome|end-?point|end point)s?\b(?!\s(?:variables? )?(?:analys|assess))",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"\s?;\s(?:and\s)?|,\s(?:and\s|or\s)?(?:as well as\s)?|\sas well as\s|\sand\s(?=[^,;]{4,}(?:$|[,;]))"
)
# "(i) portions of fruit and vegetables per day, (ii) physical activity": numbers say where each outcome begins.
NUMBERED = re.compile(r"(?:^|[,;]?\s(?:and\s)?)\(?(?:\d|[ivx]{1,4}|[a-f])\)\s")
# "were evaluated using the full analysis set": said of the outcomes, not a list of them.
SAID_OF = re.compile(
    r"(?:\w+ly\s)?\w+(?:ed|ing|wn|ne|en)(?:\s(?:to|using|by|in|at|with|as|for|on|if|when|because|since|through|from|after|before"
    r"|all|those|the)\b|$|,)|(?:\w+ly\s)?\w+ed\s\w+ed\b"
)
HALF_NAME = re.compile(r"\w+(?:al|ic|iac|ive|ous|ar|ary)$")  # "cardiac" of "cardiac and renal events"
ROLES = {
    "primary": "primary",
    "co-primary": "primary",
    "coprimary": "primary",
    "main": "primary",
    "secondary": "secondary",
    "key": "secondary",
}
# What a list says before the name of each outcome.
BEFORE = re.compile(
    r"(?:(?:the|a|an|any|their|its|also|both|all)\s|(?:an? )?(?:assessments?|measurements?|evaluation|determination|analysis) of\s"
    r"|(?:mean |percent(?:age)? |absolute |relative )*(?:changes?|differences?|reductions?|improvements?)\s(?:from baseline\s)?(?:to \w+ \w+ )?(?:in|of|on)\s"
    r"|(?:incidence|occurrence|rate|number|frequency|proportion|percentage)s? of (?:(?:patients|participants|subjects|people) (?:with|who (?:had|achieved|experienced)|achieving|experiencing) )?(?:the )?"
    r"|scores? (?:of|on|for|in)\s|(?:mean|median|total|overall|number of|in|of|on|to|whether)\s(?=[a-zA-Z]))",
    re.IGNORECASE,
)
NAME_END = re.compile(
    r"\s?[(\[]|\s(?:at|by|within|during|after|over|from|on|between|as|in (?:the|each|both|patients|participants)|measured|assessed|defined|evaluated|obtained|recorded"
    r"|up to|for|among|that|which|who|was|were|is|are|when|using|according|relative|compared|including|such|due|caused|per|throughout|with(?:out)? (?:the|a|an)|not|until|before|based|and the (?:primary|secondary|main))\b|\s\d|:|,",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"(?:(?:serum|plasma|blood|cent(?:er|re)|marker of \w+)$|including|especially|particularly|namely|weeks?|days?|months?|not|patient|physician|investigator|clinician|defined|assessed|measured|evaluated|analy[sz]ed|compared|presented|performed|shown|based|reached|met|observed|achieved|similar|significant\w*|also|no|to|tested|considered|considered as|those|these|this|"
    r"patients|participants|subjects|safety|efficacy|effectiveness|tolerability|parameters?|variables?|characteristics|outcomes?|results?|effects?|treatment|others?|data|baseline|follow-up|one|two|three|secondary|primary|each|either|other \w+|summari[sz]ed|chosen|selected|completed|reported|exploratory|different|further|available|used|binary|continuous|dichotomous|categorical|associated|key|component|irrespective|regardless|whether|if)\b",
    re.IGNORECASE,
)
LONGEST_NAME = 9  # words
SCALE_FIRST = re.compile(rf"(?:\w+-items? )?{NAME}")
# "Catalase activity was measured": what a method was for.
WAS_MEASURED = re.compile(
    r"(?P<name>\b[^\W\d_][^.,;:()\[\]]{3,70}?)(?:\s\((?P<short>[^()]{2,12})\))?\s(?P<level>(?:levels?|concentrations?|activit(?:y|ies)|contents?)\s)?"
    r"(?:was|were)\s(?:then |also |again )?(?:measured|assayed|determined(?! as)|quantified|recorded|monitored)\b",
    re.IGNORECASE,
)
DEFINED = re.compile(rf"(?<=\s)[(\[](?P<short>(?:{SHORT}|[a-z]{{1,3}}[A-Z][A-Z0-9-]{{1,7}})s?)(?=[)\],;])")
# What blood and tissue are tested for: enzymes, hormones and the like.
ANALYTE = re.compile(
    r"(?:\w{2,}[tdlnrp]ase|\w+dehyde|\w*glutathione|\w+sterol|\w*h(?:a)?emoglobin|insulin|cortisol|aldosterone|renin|\w+ hormone|\w+ peptide|\w+ protein|creatinine|bilirubin"
    r"|albumin|leptin|adiponectin|interleukin[\w-]*|\w+ factor|triglycerides?|\w+lipoprotein|troponin|ferritin|glucose|urea|nitrogen|lactate|cystatin C|\w+cortico\w+)$",
    re.IGNORECASE,
)
# Numbers of statistics and of methods, and what only describes people.
NO_MEASURE = re.compile(
    r"\b(?:confidence|odds|hazards?|risk|likelihood|interquartile|standard|relative|incidence rate|information|limit of|coefficient|false|detection|dose|posterior|clinical trials?|sampling|window|cutoff|threshold|criteri\w+|mass spectrometry|reference|signal|inhibitor|receptor|agonist|antagonist|kinase|synthase|polymerase|gene|converting|drug|therapy|tube|society|network|health service|body mass index|failure|program(?:me)?|in people|echo|repetition|inversion)\b",
    re.IGNORECASE,
)
AND_SO_ON = frozenset("and or then both using which their its these those".split())
LEVELS = r"(?:levels?|concentrations?|activit(?:y|ies)|values?|contents?|scores?)"


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if document.table(at) or place(document, at) in {"references", "disclaimer", "introduction", "discussion"}:
            continue
        if NAMES_OUTCOMES.search(text):
            yield from _listed(document, offset, text)
        if ("was " in text or "were " in text) and place(document, at) != "results":
            yield from _measured(document, offset, text)
    yield from _short_forms(document)


def _measured(document: Document, offset: int, text: str) -> Iterator[Mention]:
    """What was measured, by the words right before: "serum catalase activity was measured"."""
    for match in WAS_MEASURED.finditer(text):
        end = match.end("name")
        words = list(re.finditer(r"\S+", text[match.start("name") : end]))[-5:]
        cut = [i for i, word in enumerate(words) if word[0].lower() in STOP_WORDS or word[0].lower() in AND_SO_ON]
        words = words[cut[-1] + 1 :] if cut else words
        if not words or any(word[0][0].isdigit() for word in words):
            continue
        start = match.start("name") + words[0].start()
        name = text[start:end]
        if match["level"] and match["short"] is None:
            end = match.start("level") + len(match["level"].rstrip())
        if len(name) < 4 or not (MEASURED.search(text[start:end]) or ANALYTE.search(name)) or NO_MEASURE.search(name):
            continue
        if NO_NAME.match(name) or len(text[start:end].split()) < 2 or _is_scale(name):
            continue
        yield _measure(document, text, offset, (start, end), "other")


def _listed(document: Document, offset: int, text: str) -> Iterator[Mention]:
    """The outcomes of a list, each by its name: "changes in left-ventricular volume" is "left-ventricular volume"."""
    for match in (*LEAD.finditer(text), *OUTCOMES_WERE.finditer(text)):
        many = match["noun"].lower().endswith("s")
        role = ROLES.get((match["role"] or "").lower(), "other")
        start = match.start("list")
        if SAID_OF.match(match["list"]):
            continue
        for item_start, item_end in _items(match["list"], many):
            span = _name(text, start + item_start, start + item_end)
            if span is not None and not _is_scale(text[span[0] : span[1] + 100]):
                yield _measure(document, text, offset, span, role)

    for match in BEHIND.finditer(text):
        span = _name(text, *match.span("name"))
        if span is not None and not _is_scale(text[span[0] : span[1] + 100]):
            yield _measure(document, text, offset, span, ROLES.get(match["role"].lower(), "other"))


def _is_scale(text: str) -> bool:
    """Whether an outcome is a scale, whose name and letters `measures` reads."""
    return (
        any(pattern.match(text) is not None for pattern in (SCALE_FIRST, LETTERS))
        or re.match(r"visual analog|numeric(?:al)? (?:pain )?rating|verbal rating", text, re.IGNORECASE) is not None
    )


def _items(told: str, many: bool) -> Iterator[tuple[int, int]]:
    if not many:
        yield 0, len(told)
        return
    numbered = list(NUMBERED.finditer(told))
    if numbered and numbered[0].start() == 0:
        yield from ((m.end(), n.start()) for m, n in pairwise(numbered))
        yield numbered[-1].end(), len(told)
        return
    start, depth = 0, 0
    for match in re.finditer(r"[()\[\]]|" + SEPARATOR.pattern, told):
        if match[0] in "()[]":
            depth += 1 if match[0] in "([" else -1
        elif depth <= 0:
            yield start, match.start()
            start = match.end()
    yield start, len(told)


def _name(text: str, start: int, end: int) -> tuple[int, int] | None:
    while lead := BEFORE.match(text, start, end):
        start = lead.end()
    free = re.compile(r"freedom from (?:any |a |an |the )?", re.IGNORECASE).match(text, start, end)
    stop = NAME_END.search(text, free.end() if free else start, end)
    end = stop.start() if stop else end
    name = text[start:end].rstrip()
    words = name.split()
    if not words or not name[0].isalpha() or len(name) < 4 or len(words) > LONGEST_NAME:
        return None
    if NO_NAME.match(name) or GENERIC.fullmatch(name) or words[-1].lower() in STOP_WORDS or has_stem(words[-1]):
        return None
    if len(words) == 1 and HALF_NAME.match(name) and re.match(r"(?:,|\s(?:and|or))\s", text[start + len(name) :]):
        return None
    if words[0].lower() in STOP_WORDS or any(len(w) > 40 for w in words):
        return None
    return start, start + len(name)


def _measure(document: Document, text: str, offset: int, span: tuple[int, int], role: str) -> Mention:
    at = Span(offset + span[0], offset + span[1])
    parts: dict[str, Mention] = {}
    short = DEFINED.match(text, span[1] + 1)
    if short is not None and text[span[1]] == " ":
        parts["abbreviation"] = _letters(
            Span(offset + short.start("short"), offset + short.end("short")), short["short"]
        )
    return Mention("measure", at, value=role, found_by=FOUND_BY, score=0.7 * worth(document, at), parts=parts)


def _letters(span: Span, short: str) -> Mention:
    return Mention("measure.abbreviation", span, value=short, found_by=FOUND_BY, score=0.9)


def _short_forms(document: Document) -> Iterator[Mention]:
    """Quantities that the paper gives a short form, where its results or its summary tell of them."""
    text = document.text
    seen: set[str] = set()
    known = abbreviations(text)
    for match in DEFINED.finditer(text):
        letters = match["short"].removesuffix("s") if match["short"][-2:-1].isupper() else match["short"]
        at = Span(*match.span())
        if (
            letters in seen
            or letters in KNOWN
            or document.table(at)
            or place(document, at) in {"references", "disclaimer"}
        ):
            continue
        long = _quantity(text, match.start(), letters, known)
        if long is None or not _is_told(document, letters, match.end()):
            continue
        seen.add(letters)
        whole = _letters(Span(match.start("short"), match.start("short") + len(letters)), letters)
        score = 0.7 * max(worth(document, long), 0.6)
        yield Mention("measure", long, value="other", found_by=FOUND_BY, score=score, parts={"abbreviation": whole})


def _quantity(text: str, at: int, letters: str, known: Mapping[str, str]) -> Span | None:
    """The long form before a bracket, where it is something that is measured."""
    before = re.split(r"[().;:,\n]", text[max(0, at - 90) : at])[-1].rstrip()
    long = long_form(before, letters) or long_form(before.removesuffix("s"), letters)
    drug = long is not None and has_stem(long.split()[-1]) and not ANALYTE.search(long)
    if long is not None and not drug and not NO_MEASURE.search(long):
        full = " ".join(known.get(word, word) for word in long.split())
        if MEASURED.search(full) or (ANALYTE.search(long) and _is_tested(text, long, letters)):
            start = text.rindex(long, 0, at)
            return Span(start, start + len(long))
    tested = re.search(r"(?:(?:reduced|total|free|serum|plasma)\s)*\b[\w-]+$", before)
    if long is None and tested and ANALYTE.search(tested[0]) and _is_tested(text, tested[0], letters):
        end = at - (len(text[:at]) - len(text[:at].rstrip()))
        return Span(end - len(tested[0]), end)
    return None


def _is_tested(text: str, long: str, short: str) -> bool:
    name = rf"(?:{re.escape(long)}|{re.escape(short)})"
    return (
        re.search(
            rf"\b(?:serum|plasma|urinary|urine|blood|circulating)\s(?:\w+\s)?{name}(?!\w)|(?<!\w){name}\s{LEVELS}\b|{LEVELS}\sof\s(?:\w+\s){{0,3}}{name}(?!\w)"
            rf"|(?<!\w){name}[^.;]{{0,40}}\d\s?(?:[pnmµμ]?g|[nmpµμ]?mol|m?I?U)/",
            text,
            re.IGNORECASE,
        )
        is not None
    )


def _is_told(document: Document, short: str, after: int) -> bool:
    """Whether the results, the abstract or a table speak of it again."""
    for match in re.finditer(rf"(?<![\w-]){re.escape(short)}s?(?![\w-])", document.text):
        if match.start() > after and place(document, Span(*match.span())) in {"results", "table", "other"}:
            return True
    return False
