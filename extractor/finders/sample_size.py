"""Finds how many people, animals or samples there were, and in which role: screened, randomized, analyzed, completed, total.

Numbers of one arm are reported as such ("n.arm"); a count of events ("12 patients (71%) responded") is not a sample size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.studies import author_year
from extractor.language import Sentence, sentence_at, sentences_of
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import LABEL, column, label, place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import Guarded
from extractor.language.numbers import NUMBER, as_printed, value_of

_WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))
# What may not stand between the number and its people ("120 [elderly, medication-free] subjects").
_NOT_BETWEEN = "|".join(
    """of or to in at for with was were had versus vs than mg kg h min hours minutes days weeks months years year day week
    times points? point percent per cent sites cent(?:er|re)s hospitals clinics sessions doses trials stud(?:y|ies) the a an from
    by on who whose that which is are be been did received given after before has have treated enrolled randomi[sz]ed items?
    mm hg ml [mc]m[²³] groups? arms? each every visits cycles and""".split()
)
_FILLER = rf"(?:(?!(?:{_NOT_BETWEEN})\b)[(]?[A-Za-z][\w'’/‐‑-]*\.?[),]?\s)"
NUMBER_OF = Guarded(
    re.compile(
        rf"(?<![\w.,/=±–<>≥≤-])(?<![\d–-] )(?P<n>{NUMBER})\s(?P<between>{_FILLER}{{0,6}}?)(?P<who>{'|'.join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))})\b(?!-)",
        re.IGNORECASE,
    ),
    words=PEOPLE | ANIMAL,
)
NOT_A_COUNT = re.compile(
    r"\b(?:grade|stage|type|phase|class|step|study|group|day|week|table|figure|age|level|category|score|aged|≥|visit|cycle|version)\s$",
    re.IGNORECASE,
)
N_EQUALS = re.compile(
    r"(?<![A-Za-z])[nN]\s?[=¼]\s?(?P<n>\d{1,3}(?: \d{3})+(?!\d)|\d[\d,]*)(?![\d.%]|\s?%)(?P<range>\s?[-–]\s?\d+)?"
)

# (role, words that give it), looked for around the number in its sentence; first match wins.
ROLE_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("screened", re.compile(r"\b(?:screened|assessed for eligibility|approached|were assessed(?! (?:at|with|by|using|on|after|before|in)\b)|invited)\b", re.IGNORECASE)),
    ("randomized", re.compile(r"\brandom(?:i[sz]ed|ly (?:assigned|allocated|divided)|i[sz]ation)|\b(?:assigned|allocated) (?:at )?random|\bunderwent randomi", re.IGNORECASE)),
    ("analyzed", re.compile(r"\b(?:analy[sz]ed|included in the (?:\w+[ -]){0,4}analys[ie]s|evaluable|were evaluated|contributed data|(?:primary|main|final|efficacy|safety) analys[ie]s (?:set |population |cohort )?(?:consisted of|included|comprised)|intention-to-treat (?:population|analysis|sample)|full analysis set)\b", re.IGNORECASE)),
    ("completed", re.compile(r"\b(?:(?<!was )(?<!were )(?<!been )(?<!not )(?<!be )completed|completed by|completers|finished the)\b", re.IGNORECASE)),
)  # fmt: skip
COLUMN = re.compile(
    r"^\s*(?:N|n|No\.?|Sample(?: size)?|Participants?|Subjects|Patients|(?:No\.?|Number) of (?:patients|participants|subjects|animals))(?:\s*\(?(?:N|n|total|randomi[sz]ed|analy[sz]ed)?\)?)?\s*$"
)
LABELS = re.compile(
    r"\b(?:participants?|subjects|patients|sample|population|cohort|enrol?ment|volunteers)\b", re.IGNORECASE
)
PER_GROUP = re.compile(
    r"^\s*(?:\w+ )?(?:(?:per|in each|/|each)\s?(?:treatment |dose |study )?(?:group|arm|treatment|dose|cage)|in each\b|each\s?[.,;)])",
    re.IGNORECASE,
)
EVENT_AFTER = re.compile(r"^\s*(?:\(\s*\d[\d.]*\s?%\s?[)\];]|(?:was|were) (?:excluded|eliminated|withdrawn|lost|dropped)\b|,? (?:had|experienced|developed|reported|died|achieved|responded|discontinued|withdrew|showed|dropped|relapsed|were lost|failed|declined|refused|dropped|recovered|remained|improved))")  # fmt: skip
PART_BEFORE = re.compile(r"(?:\b(?:in|of|for|among|and|or|only|additional|remaining|other|another|these|first|last|at least|than|minimum of|up to|every|each|\d+%? of(?: the)?|required|power(?:ed)?)|/)\s*$", re.IGNORECASE)  # fmt: skip
LEFT_OUT = re.compile(r"\b(?:without|excluding|exclusion of|except(?: for)?)(?: the| these)?\s$", re.IGNORECASE)
# "Refused to participate N=30"
LOST = re.compile(
    r"\b(?:refus\w+|died|deaths?|declin\w+|lost|withdr\w+|unreachable|did not \w+|unwilling|moved away)\b[^.;,()=]{0,25}[,(]?\s?$",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:sample size (?:calculation|of|was)|power (?:calculation|analysis|of)|\d+% power|to detect|would be (?:needed|required|evaluable|available|recruited|enrolled|randomi[sz]ed|included)|(?:was|is|are|were) (?:needed|required|necessary|sufficient)|planned|aimed to (?:recruit|enrol))\b",
    re.IGNORECASE,
)
ARM_AFTER = re.compile(
    r"^\s*(?:(?:were|was)\s)?(?:randomly )?(?:(?:assigned|allocated|randomi[sz]ed) )?(?:in|to|on|received|receiving|were given|given|with|treated with)\s(?:the\s)?"
    r"(?!(?:two|three|four|five|six|either|one of|\d)\b)(?:[\w-]+\s){0,4}?(?:groups?|arms?|placebo|control|vehicle|sham)\b",
    re.IGNORECASE,
)
# "63 to lorvapine", "57 participants in the lorvapine group", "34 received ketamine": the number of an arm, if an arm follows
OF_ARM = re.compile(
    rf"(?=[\d.·zotfsenh])(?<![\w.,/=±:–-])(?<!\d )(?P<n>{NUMBER})(?:\s(?:(?!of\b)[a-z-]+\s){{0,2}}?(?:{_WHO}))?(?:\s\(\d[\d.]*\s?%\))?\s(?:(?:were|was)\s)?(?:(?:randomly )?(?:assigned|allocated|randomi[sz]ed)\s)?"
    r"(?:to|in|on|received|receiving|were given|given|into)\s(?:the\s|receive\s|those (?:on|given)\s)?(?=[A-Za-z])",
    re.IGNORECASE,
)
# "126 were randomised", "All 12 completed": people left unsaid
UNSAID = Guarded(
    re.compile(
        rf"(?<![\w.,/=±–(<>≤≥-])(?<![<>≤≥] )(?<!\bthan )(?P<n>{NUMBER})\s(?:(?:were|was|had been)\s)?(?:then |finally |subsequently |all )?(?=(?:randomi[sz]ed(?! (?:\w+[- ]){{0,2}}(?:trials?|stud(?:y|ies)|RCTs?)\b)|randomly (?:assigned|allocated)|underwent randomi[sz]ation|screened|completed|analy[sz]ed(?! (?:groups|arms|samples|variables|data))|included in the (?:\w+[ -]){{0,3}}analys))",
        re.IGNORECASE,
    ),
    "random",
    "screened",
    "completed",
    "analy",
    "included",
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    """Worked out once a document: the trained weights look at what the rules say."""
    if "sizes" not in doc.notes:
        doc.notes["sizes"] = tuple(_found(doc, document))
    found: tuple[Mention, ...] = doc.notes["sizes"]
    return found


def _found(doc: Doc, document: Document) -> Iterator[Mention]:
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
        role = role_around("", re.split(r"[.;]\s", rest)[0]) or "total"
        yield Mention(f"n.{role}", span, number=printed, found_by="rules.sample_size.label", score=0.97)


def _people(doc: Doc, document: Document) -> Iterator[Mention]:
    for sentence in sentences_of(doc):
        if document.table(Span(sentence.start, sentence.start + 1)):
            continue
        for match in NUMBER_OF.finditer(sentence.text):
            number = as_printed(match["n"])
            if number is None or "." in number or NOT_A_COUNT.search(sentence.text[: match.start()]):
                continue
            mention = _judged(document, sentence, match, number)
            if mention is not None:
                yield mention


def _judged(document: Document, sentence: Sentence, match: re.Match[str], number: str) -> Mention | None:
    span = Span(sentence.start + match.start("n"), sentence.start + match.end())
    before, after = sentence.text[: match.start("n")], sentence.text[match.end() :]
    score = worth(document, span)
    if value_of(number) < 2 or PLANNED.search(sentence.text) or EVENT_AFTER.match(after) or LEFT_OUT.search(before):
        return None
    if OTHER_OF_TWO.search(before) and "respectively" in after:
        return None  # "19 and 23 students completed, respectively": of an arm each
    if re.match(
        r"\s(?:who|that)\s(?:had |have )?(?:relapsed|responded|died|withdrew|discontinued|did not|failed|dropped)",
        after,
    ):
        return None
    if PER_GROUP.match(after):
        if match["who"].lower() in SEXES:
            return None  # of one sex only
        return Mention("n.per_group", span, number=number, found_by="rules.sample_size", score=score)
    if (
        ARM_AFTER.match(after)
        and not re.search(r"\b(?:total of|randomi[sz]ed|enrolled)\s*$", before, re.IGNORECASE)
        and not re.search(r"\bor\b", after[:80])
    ):
        return None  # the number of an arm, see _of_arms
    role = role_around(before, after)
    if role is None:
        if PART_BEFORE.search(before) and not WHOLE_BEFORE.search(before):
            return None
        role = "total"
        score *= _strength(document, match, before, after, span)
    elif PART_BEFORE.search(before) and not WHOLE_BEFORE.search(before):
        score *= 0.6
    return Mention(f"n.{role}", span, number=number, found_by="rules.sample_size", score=score)


WHOLE_BEFORE = re.compile(
    r"\b(?:total|sample|series|group|study|trial|cohort|number) of\s*$|\b(?:in|for|from|with|among|involving|on) \(?$|^(?:Of|In|Among)\s$",
    re.IGNORECASE,
)
CUE_NEAR = re.compile(
    r"\b(?:a total of|enrol\w+|recruit\w*|includ\w+|entered|participat\w+|took part|stud(?:y|ied)|treated|compris\w+|consist\w+|involv\w+|evaluated|assigned|allocated|divided|received|underwent|admitted|trial|examined|investigated|performed|conducted|carried out|tested|compared|monitored|undertaken|given)\b",
    re.IGNORECASE,
)
DESCRIBED = re.compile(
    r"^\s(?:\([^()]*\)\s)?(?:,\s)?(?:with|who|undergoing|suffering|receiving|aged|scheduled|having|hospitali[sz]ed|attending|requiring|between|diagnosed|previously|presenting|treated|from|were|took|participated)\b",
    re.IGNORECASE,
)
FINAL = re.compile(
    r"\bfinal (?:study |analy\w+ )?(?:sample|cohort|population|group|study|dataset|data set)\b[^.;]*$", re.IGNORECASE
)
REST = re.compile(r"\b(?:subsequent|remaining|other|additional|different|new|further|more|such)\b", re.IGNORECASE)
PARTICIPANTS = re.compile(
    r"^[\d.\s]*(?:study |the )?(?:participants|subjects|patients|sample|population|study population|participants? and \w+|subjects and \w+|patients and \w+)\b",
    re.IGNORECASE,
)
# "divided into four groups (n = 6)", "4 groups of rats (n = 8)"
GROUPS_BEFORE = re.compile(
    r"(?:\b(?:two|three|four|five|six|seven|eight|nine|ten)|\d|\))\s(?:\w+\s)?groups?(?:\sof\s[a-z]+)?\s?\(\s?$",
    re.IGNORECASE,
)
# "groups 2, 3 and 4 received": the groups' own numbers
NUMBERED_GROUP = re.compile(
    r"\b(?:groups?|arms?|cohorts?)\s(?:\d+(?:,\s(?:and\s)?|\sand\s|\s?[-–]\s?))*$", re.IGNORECASE
)
# "in each dose cohort, two received placebo": of a part of the study
EACH_PART = re.compile(
    r"\bin each\b[^.;]{0,20}\b(?:cohort|part|stage|period|site|pair|block|cent(?:re|er))s?\b", re.IGNORECASE
)
OTHER_OF_TWO = re.compile(r"\d,?\s(?:and|or)\s$")
# "9 subjects (5 in placebo and 4 in RMD groups) failed to complete"
WHO_LEFT = re.compile(r"[^.;]{0,70}\b(?:failed to|did not|withdrew|dropped out|discontinued|were lost|were excluded)\b")
SEXES = frozenset("men women male males female females boys girls".split())


def _strength(document: Document, match: re.Match[str], before: str, after: str, span: Span) -> float:
    """How plainly a number of people without a named role is the number of everybody studied."""
    if LABELS.search(label(document, span) or "") or FINAL.search(before[-60:]):
        return 1.0
    if match["between"] and REST.search(match["between"]):
        return 0.4  # "12 subsequent subjects" came after others
    cue = bool(CUE_NEAR.search(before[-90:]) or CUE_NEAR.search(re.split(r"[.;]", after)[0][:60]))
    described = bool(DESCRIBED.match(after))
    strength = 0.95 if cue and described else 0.85 if cue else 0.75 if described else 0.5
    section = document.section(span)
    if section is not None and section.title is not None and PARTICIPANTS.match(document.quote(section.title)):
        strength = max(strength, 0.95 if cue or described else 0.8)
    if before.count("(") > before.count(")"):
        strength *= 0.4  # "201 patients (101 men and 100 women)"
    if match["who"].lower() in SEXES and not match["between"]:
        strength *= 0.75
    if re.search(r"\b(?:the|these|those|all|both)\s$", before, re.IGNORECASE):
        strength *= 0.8
    return strength


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
            role = nearest_role(text, match.start(), match.end())
            if (
                number is None
                or role is None
                or value_of(number) < 2
                or offset + match.start() in taken
                or PLANNED.search(text)
                or NUMBERED_GROUP.search(text[: match.start()])
                or EACH_PART.search(text)
                or WHO_LEFT.match(text, match.end())
            ):
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


def nearest_role(text: str, start: int, end: int) -> str | None:
    """The role of an arm's number: what its sentence last said before it, else what its own clause says."""
    # "123 were randomized; of these, 111 (A: n = 55) received" speaks of others from there on
    head = re.split(r"\b(?:of these|of whom|of which|of them)\b", text[:start], flags=re.IGNORECASE)[-1]
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
                or re.search(r"\d(?:,|,? and|,? or)\s$", text[: match.start()])
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


OWN_ANALYSIS = re.compile(
    r"\b(?:this|our|the|present|current|pooled|post[- ]hoc|primary|final|prespecified)\sanalys[ei]s (?:of|included|comprised|consisted of) (?:the |all |a total of |data from )?$",
    re.IGNORECASE,
)
# "we screened 1,635 men with hypertension and randomized 1,292"
AT_ONCE = re.compile(
    r"\b(?:(?P<screened>screened)|(?P<randomized>randomi[sz]ed)|(?P<analyzed>analy[sz]ed))(?: a total of)?\s$",
    re.IGNORECASE,
)


def role_around(before: str, after: str) -> str | None:
    """The role that the words next to the number give it; words after it count first, up to the next number."""
    if at_once := AT_ONCE.search(before):
        return at_once.lastgroup
    tail = re.split(r"\d|;|\b(?:of whom|of these|and then|before)\b", after, maxsplit=1)[0][:110]
    head = re.split(r"\d|;|,", before)[-1][-60:]
    if OWN_ANALYSIS.search(head):
        return "analyzed"
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
        if number is None or place(document, span) in {"references", "table"}:
            continue
        after = document.text[match.end() : match.end() + 30]
        block = document.block(span)
        start = block.span.start if block else max(0, span.start - 200)
        before = document.text[max(start, span.start - 120) : span.start]
        if LOST.search(before):
            continue
        role = (
            "per_group"
            if (PER_GROUP.match(after.lstrip(" ),")) and "per" in after[:12])
            or re.search(r"\beach\b", after[:10])
            or "/group" in after[:8]
            else _n_role(before)
        )
        about = Span(max(start, span.start - 120), span.start)
        if match["range"]:
            if role == "per_group":
                yield _range_per_group(document, Span(match.start(), match.end()), match)
            continue
        sentence = sentence_at(doc, span.start)
        start, end = span.start - sentence.start, span.end - sentence.start
        named = nearest_role(sentence.text, start, end) if role == "arm" else None
        yield Mention(
            f"n.{role}",
            span,
            number=number,
            value=named,
            about=about,
            found_by="rules.sample_size",
            score=worth(document, span) * 0.9,
        )


def _range_per_group(document: Document, span: Span, match: re.Match[str]) -> Mention:
    """ "n = 6-8 per group" is one value, which no sum can be made of."""
    words = f"{match['n']} to {match['range'].strip(' -–')}"
    score = worth(document, span) * 0.9
    return Mention("n.per_group", span, value=words, about=span, found_by="rules.sample_size", score=score)


# "The animals (N=34)", not "half of the animals (N=18)" nor "the remaining animals (N=16)"
ALL_ANIMALS = re.compile(
    r"(?:^|[.;]\s)(?:(?:the|all|adult|male|female|experimental)\s){0,3}(?:animals|rats|mice)\s?\(\s?$", re.IGNORECASE
)


def _n_role(before: str) -> str:
    if GROUPS_BEFORE.search(before):
        return "per_group"
    if ALL_ANIMALS.search(before):
        return "total"
    if re.search(
        r"(?:total|overall|sample|population|trial|study|all (?:patients|participants|subjects)|patients|participants|subjects|volunteers|adults|children)\s*[,;:]?\s*\(?\s*$",
        before,
        re.IGNORECASE,
    ):
        return (
            "total"
            if not re.search(r"\b(?:group|arm|control|placebo|remaining|other)\b[^.]{0,30}$", before, re.IGNORECASE)
            else "arm"
        )
    return "arm"
