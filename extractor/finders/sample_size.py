"""Finds how many people, animals or samples there were, and in which role: screened, randomized, analyzed, completed, total.

Numbers of one arm are reported as such ("n.arm"); a count of events ("12 patients (71%) responded") is not a sample size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.studies import author_year
from extractor.language import pipeline, sentence_at, sentences_of
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import LABEL, column, label, place, worth
from extractor.language.numbers import NUMBER, as_printed, value_of

_WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))
# What may stand between the number and its people: "120 [medication-free outpatient] subjects".
_FILLER: dict[str, Any] = {"TAG": {"NOT_IN": ["NUM", "PEOPLE", "ANIMAL", "GROUP"]}, "IS_ALPHA": True, "LOWER": {"NOT_IN": """of or and to in at for with was were had versus vs than mg kg h min hours minutes days weeks months years year
    day week times points point percent sites centers centres hospitals clinics sessions doses trials studies male
    female the a an from by per on who whose""".split()}}  # fmt: skip
_HYPHENED: dict[str, Any] = {"TEXT": {"REGEX": r"^[A-Za-z]+(?:-[A-Za-z]+)+$"}}
_SEX: dict[str, Any] = {"LOWER": {"IN": """male female adult consecutive healthy eligible evaluable further""".split()}}
_N: dict[str, Any] = {"TAG": "NUM"}
_WHOM: dict[str, Any] = {"TAG": {"IN": ["PEOPLE", "ANIMAL"]}}
PATTERNS: list[list[dict[str, Any]]] = [
    [_N, {"LOWER": {"IN": ["hundred", "thousand", "and"]}, "OP": "*"}, {"TAG": "NUM", "OP": "*"}, *filler, _WHOM]
    for filler in (
        [],
        *[[{**_FILLER, "OP": "?"}] * k for k in (1, 2, 3, 4)],
        [_HYPHENED],
        [_SEX],
        [_HYPHENED, _FILLER],
        [_FILLER, _HYPHENED],
        [_SEX, _FILLER],
    )
]
WHOM = re.compile(rf"\b(?:{'|'.join(sorted(PEOPLE | ANIMAL))})\b", re.IGNORECASE)
N_EQUALS = re.compile(r"(?<![A-Za-z])[nN]\s?[=¼]\s?(?P<n>\d[\d,]*)(?![\d.%]|\s?%)(?P<range>\s?[-–]\s?\d+)?")

# (role, words that give it), looked for around the number in its sentence; first match wins.
ROLE_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("screened", re.compile(r"\b(?:screened|assessed for eligibility|approached|were assessed|invited)\b", re.IGNORECASE)),
    ("randomized", re.compile(r"\brandom(?:i[sz]ed|ly (?:assigned|allocated|divided)|i[sz]ation)|\b(?:assigned|allocated) (?:at )?random|\bunderwent randomi", re.IGNORECASE)),
    ("analyzed", re.compile(r"\b(?:analy[sz]ed|included in the (?:\w+[ -]){0,4}analys[ie]s|evaluable|were evaluated|contributed data|intention-to-treat (?:population|analysis|sample)|full analysis set)\b", re.IGNORECASE)),
    ("completed", re.compile(r"\b(?:completed|completers|finished the)\b", re.IGNORECASE)),
)  # fmt: skip
ENROLLED = re.compile(
    r"\b(?:enrol?led|recruited|included|entered|participated|took part|were studied|studied|were (?:treated|given|randomi)|received|a total of|sample of|treated|comprised|consisted of|involving|underwent|undergoing|assigned|allocated|divided)\b",
    re.IGNORECASE,
)
COLUMN = re.compile(
    r"^\s*(?:N|n|No\.?|Sample(?: size)?|Participants?|Subjects|Patients|(?:No\.?|Number) of (?:patients|participants|subjects|animals))(?:\s*\(?(?:N|n|total|randomi[sz]ed|analy[sz]ed)?\)?)?\s*$"
)
LABELS = re.compile(
    r"\b(?:participants?|subjects|patients|sample|population|cohort|enrol?ment|volunteers)\b", re.IGNORECASE
)
PER_GROUP = re.compile(r"^\s*(?:\w+ )?(?:per|in each|/|each)\s?(?:group|arm|treatment|dose|cage)?", re.IGNORECASE)
EVENT_AFTER = re.compile(r"^\s*(?:\(\s*\d[\d.]*\s?%|,? (?:had|experienced|developed|reported|died|achieved|responded|discontinued|withdrew|showed|dropped|relapsed|were lost|failed|declined|refused|dropped|recovered|remained|improved))")  # fmt: skip
PART_BEFORE = re.compile(r"(?:\b(?:in|of|for|among|and|or|only|additional|remaining|other|another|these|first|last|at least|than|minimum of|up to|every|each|\d+%? of(?: the)?|required|power(?:ed)?)|/)\s*$", re.IGNORECASE)  # fmt: skip
PLANNED = re.compile(
    r"\b(?:sample size (?:calculation|of|was)|power (?:calculation|analysis|of)|\d+% power|to detect|would be (?:needed|required)|were (?:needed|required)|planned|aimed to (?:recruit|enrol))\b",
    re.IGNORECASE,
)
ARM_AFTER = re.compile(
    r"^\s*(?:(?:were|was)\s)?(?:randomly )?(?:(?:assigned|allocated|randomi[sz]ed) )?(?:in|to|on|received|receiving|were given|given|with|treated with)\s(?:the\s)?"
    r"(?!(?:two|three|four|five|six|either|one of|\d)\b)(?:[\w-]+\s){0,4}?(?:groups?|arms?|placebo|control|vehicle|sham)\b",
    re.IGNORECASE,
)
# "63 to lorvapine", "57 participants in the lorvapine group", "34 received ketamine": the number of an arm, if an arm follows
OF_ARM = re.compile(
    rf"(?<![\w.,/=±–-])(?P<n>{NUMBER})(?:\s(?:(?!of\b)[a-z-]+\s){{0,2}}?(?:{_WHO}))?(?:\s\(\d[\d.]*\s?%\))?\s(?:(?:were|was)\s)?(?:(?:randomly )?(?:assigned|allocated|randomi[sz]ed)\s)?"
    r"(?:to|in|on|received|receiving|were given|given|into)\s(?:the\s|receive\s|those (?:on|given)\s)?(?=[A-Za-z])",
    re.IGNORECASE,
)
# "126 were randomised", "All 12 completed": people left unsaid
UNSAID = re.compile(
    rf"(?<![\w.,/=±–(-])(?P<n>{NUMBER})\s(?:(?:were|was|had been)\s)?(?:then |finally |subsequently |all )?(?=(?:randomi[sz]ed|randomly (?:assigned|allocated)|underwent randomi[sz]ation|screened|completed|analy[sz]ed|included in the (?:\w+[ -]){{0,3}}analys))",
    re.IGNORECASE,
)


@cache
def _matcher() -> Matcher:
    matcher = Matcher(pipeline().vocab)
    matcher.add("people", PATTERNS, greedy="LONGEST")
    return matcher


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    seen: set[int] = set()
    found = [*_columns(document), *_labelled(document), *_people(doc, document), *_n_equals(doc, document)]
    for mention in (
        *found,
        *_of_arms(doc, document, {m.span.start for m in found if m.field != "n.arm"}),
        *_unsaid(doc, document),
    ):
        if mention.span.start not in seen or mention.field != "n.arm":
            seen.add(mention.span.start)
            yield mention


def _columns(document: Document) -> Iterator[Mention]:
    """The column "N" of a summary table of studies."""
    for table in document.tables:
        if not any(
            author_year(document.quote(cell.span)) for cell in table.cells if cell.column == 0 and not cell.header
        ):
            continue
        for cell in table.cells:
            text = document.quote(cell.span)
            number = as_printed(text) if text else None
            above = column(document, cell.span) if number else None
            if number and above and cell.column > 0 and COLUMN.match(above):
                yield Mention("n.total", cell.span, number=number, found_by="rules.sample_size", score=0.9)


AFTER_LABEL = re.compile(
    rf"(?:A total of |In total,? |[nN]\s?=\s?)?(?P<n>{NUMBER})(?:\s\((?:n\s?=\s?)?(?P<again>\d+)\))?(?!\s?(?:%|[-–]|to\b|years?|mg|weeks?|or more|\.\d))",
    re.IGNORECASE,
)


def _labelled(document: Document) -> Iterator[Mention]:
    """The number that opens a bullet about the participants: "Participants: 18 (12 women) with ..."."""
    for block in document.blocks:
        match = LABEL.match(document.quote(block.span)) if block.kind in {"paragraph", "list_item"} else None
        if match is None or not LABELS.search(match["label"]):
            continue
        number = AFTER_LABEL.match(document.quote(block.span), match.end())
        printed = as_printed(number["n"]) if number else None
        if number is None or printed is None or value_of(printed) < 2 or "." in printed:
            continue
        people = re.compile(rf"\s(?:[a-z-]+\s){{0,3}}?(?:{_WHO})\b", re.IGNORECASE).match(
            document.quote(block.span), number.end()
        )
        span = Span(
            block.span.start + number.start("n"), block.span.start + (people.end() if people else number.end("n"))
        )
        rest = document.quote(block.span)[number.end() :]
        role = _role("", re.split(r"[.;]\s", rest)[0]) or "total"
        yield Mention(f"n.{role}", span, number=printed, found_by="rules.sample_size.label", score=0.97)


def _matches(doc: Doc) -> Iterator[tuple[int, int]]:
    """Token ranges of "a number, then people", read only in sentences that name people or animals."""
    for sentence in sentences_of(doc):
        if WHOM.search(sentence.text):
            tokens = doc.char_span(sentence.start, sentence.start + len(sentence.text), alignment_mode="contract")
            if tokens is not None:
                yield from ((tokens.start + start, tokens.start + end) for _, start, end in _matcher()(tokens))


def _people(doc: Doc, document: Document) -> Iterator[Mention]:
    for start, end in _matches(doc):
        while end - 1 > start and doc[start].tag_ != "NUM":
            start += 1
        tokens = doc[start:end]
        number_tokens = _number_tokens(tokens)
        number = as_printed(number_tokens.text)
        if (
            number is None
            or "." in number
            or _is_unit_number(doc, start)
            or document.table(Span(tokens.start_char, tokens.end_char))
        ):
            continue
        span = Span(number_tokens.start_char, tokens.end_char)
        mention = _judged(doc, document, tokens, number, span)
        if mention is not None:
            yield mention


def _number_tokens(tokens: TokenSpan) -> TokenSpan:
    """The leading number of a match, in digits or in words ("one hundred and twenty")."""
    end = 1
    if not tokens[0].text[0].isdigit():
        while end < len(tokens) and (
            tokens[end].tag_ == "NUM" or (tokens[end].lower_ == "and" and tokens[end + 1].tag_ == "NUM")
        ):
            end += 1
    return tokens[:end]


def _is_unit_number(doc: Doc, start: int) -> bool:
    """Whether the number is the tail of something else: "grade 3 patients", "2-4 children", "1.5/2 patients"."""
    before: Token | None = doc[start - 1] if start else None
    return before is not None and (
        (before.text in "-–/±.,=<>≥≤" and not before.whitespace_ and before.text != ",")
        or before.lower_
        in {"grade", "stage", "type", "phase", "class", "step", "study", "group", "day", "week", "table", "figure"}
    )


def _judged(doc: Doc, document: Document, tokens: TokenSpan, number: str, span: Span) -> Mention | None:
    sentence = sentence_at(doc, span.start)
    before, after = sentence.text[: span.start - sentence.start], sentence.text[span.end - sentence.start :]
    score = worth(document, span)
    if value_of(number) < 2 or PLANNED.search(sentence.text) or EVENT_AFTER.match(after):
        return None
    if PER_GROUP.match(after):
        return Mention("n.per_group", span, number=number, found_by="rules.sample_size", score=score)
    if (
        ARM_AFTER.match(after)
        and not re.search(r"\b(?:total of|randomi[sz]ed|enrolled)\s*$", before, re.IGNORECASE)
        and not re.search(r"\bor\b", after[:80])
    ):
        return None  # the number of an arm, see _of_arms
    labelled = bool(LABELS.search(label(document, span) or ""))
    role = _role(before, after)
    if role is None:
        if PART_BEFORE.search(before) and not re.search(
            r"\b(?:total|sample|series|group|study|trial|cohort) of\s*$|\b(?:in|of) \(?$", before, re.IGNORECASE
        ):
            return None
        role = "total"
        score *= 1.0 if labelled else (0.85 if ENROLLED.search(sentence.text) else 0.55)
    elif PART_BEFORE.search(before) and not re.search(r"\b(?:total|in|of) (?:of )?$", before):
        score *= 0.6
    return Mention(f"n.{role}", span, number=number, found_by="rules.sample_size", score=score)


def _of_arms(doc: Doc, document: Document, taken: set[int]) -> Iterator[Mention]:
    """Numbers that stand before what may be an arm; `about` is what follows, where the arm must begin."""
    for offset, text in sentences_of(doc):
        if document.table(Span(offset, offset + 1)) or place(document, Span(offset, offset + 1)) in {
            "references",
            "disclaimer",
        }:
            continue
        for match in OF_ARM.finditer(text):
            number = as_printed(match["n"])
            role = _nearest_role(text, match.start(), match.end())
            if number is None or role is None or offset + match.start() in taken or PLANNED.search(text):
                continue
            span = Span(offset + match.start("n"), offset + match.end("n"))
            about = Span(offset + match.end(), min(offset + match.end() + 60, offset + len(text)))
            yield Mention(
                "n.arm",
                span,
                number=number,
                value=role,
                about=about,
                found_by="rules.sample_size",
                score=worth(document, span) * 0.95,
            )


RECEIVED = re.compile(
    r"\b(?:received?|given|assigned|allocated|were (?:treated|enrolled|included)|included)\b", re.IGNORECASE
)


def _nearest_role(text: str, start: int, end: int) -> str | None:
    """The role of an arm's number: what its sentence last said before it, else what its own clause says."""
    head = text[:start]
    said = [(match.start(), role) for role, words in ROLE_WORDS for match in words.finditer(head)]
    if said:
        return max(said)[1]
    clause = re.split(r"[,;]", text[start:])[0]
    own = [(match.start(), role) for role, words in ROLE_WORDS for match in words.finditer(clause)]
    if own:
        return min(own)[1]
    return "total" if RECEIVED.search(text[max(0, start - 40) : end]) else None


def _unsaid(doc: Doc, document: Document) -> Iterator[Mention]:
    """Numbers of people where the text leaves the people unsaid."""
    for offset, text in sentences_of(doc):
        if document.table(Span(offset, offset + 1)):
            continue
        for match in UNSAID.finditer(text):
            number = as_printed(match["n"])
            if (
                number is None
                or "." in number
                or value_of(number) < 2
                or re.fullmatch(r"(?:19|20)\d\d", number)
                or PLANNED.search(text)
                or re.search(r"\d(?:,| and| or)\s$", text[: match.start()])
            ):
                continue
            span = Span(offset + match.start("n"), offset + match.end("n"))
            clause = re.split(r"[,;]|\d", text[match.end() :])[0]
            for role, words in ROLE_WORDS:
                if words.search(clause):
                    yield Mention(
                        f"n.{role}",
                        span,
                        number=number,
                        found_by="rules.sample_size",
                        score=worth(document, span) * 0.95,
                    )


def _role(before: str, after: str) -> str | None:
    """The role that the words next to the number give it; words after it count first, up to the next number."""
    tail = re.split(r"\d|;|\b(?:of whom|of these|and then|before)\b", after, maxsplit=1)[0][:110]
    head = re.split(r"\d|;|,", before)[-1][-60:]
    for text in (tail, head):
        found = [(match.start(), role) for role, words in ROLE_WORDS if (match := words.search(text))]
        if found:
            return min(found)[1]
    return None


def _n_equals(doc: Doc, document: Document) -> Iterator[Mention]:
    """ "(n = 53)": of an arm when a group's name stands before it, else of everybody."""
    for match in N_EQUALS.finditer(document.text):
        span = Span(match.start(), match.end("n"))
        number = as_printed(match["n"].rstrip(","))
        if number is None or match["range"] or place(document, span) in {"references", "table"}:
            continue
        after = document.text[match.end() : match.end() + 30]
        block = document.block(span)
        start = block.span.start if block else max(0, span.start - 200)
        before = document.text[max(start, span.start - 120) : span.start]
        role = (
            "per_group"
            if (PER_GROUP.match(after.lstrip(" ),")) and "per" in after[:12])
            or "each" in after[:10]
            or "/group" in after[:8]
            else _n_role(before)
        )
        about = Span(max(start, span.start - 120), span.start)
        sentence = sentence_at(doc, span.start)
        start, end = span.start - sentence.start, span.end - sentence.start
        named = _nearest_role(sentence.text, start, end) if role == "arm" else None
        yield Mention(
            f"n.{role}",
            span,
            number=number,
            value=named,
            about=about,
            found_by="rules.sample_size",
            score=worth(document, span) * 0.9,
        )


def _n_role(before: str) -> str:
    if re.search(
        r"(?:total|overall|sample|population|all (?:patients|participants|subjects)|patients|participants|subjects|volunteers|adults|children)\s*[,;:]?\s*\(?\s*$",
        before,
        re.IGNORECASE,
    ):
        return (
            "total"
            if not re.search(r"\b(?:group|arm|control|placebo|remaining|other)\b[^.]{0,30}$", before, re.IGNORECASE)
            else "arm"
        )
    return "arm"
