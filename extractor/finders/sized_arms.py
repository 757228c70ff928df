"""Finds the arms that a size names: "placebo (n = 53)", "63 received lorvapine", "40 and 41 in the A and B groups, respectively".

Which numbers are sizes of arms is for trained weights to say (`counts`); here the words beside such a number are read as the
name of its arm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.arms import ROLE
from extractor.finders.counts import judged_counts
from extractor.finders.sample_size import PLANNED
from extractor.finders.substances import key_in
from extractor.language import sentence_at
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import place, worth
from extractor.language.doc import Doc
from extractor.language.numbers import WORDS
from extractor.language.stop_words import STOP_WORDS
from extractor.models.counts import Likely
from extractor.models.readings import reading_of
from extractor.models.result_links import Setting, link

# Out of fold nine in ten numbers of this likelihood are sizes of arms; beside another one of the same sentence, of less.
LEAST_ALONE, LEAST_TOGETHER, LEAST_SURE = 0.8, 0.25, 0.5
LONGEST_NAME, FURTHEST = 90, 140
FARTHEST_LINK = 12  # words; out of fold 74 of 87 of the names that no rule reads are right up to here
_WHO = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
# "(n = 53", "(Group A, n = 53", "[N=53": nothing but a label between the bracket and its number.
BRACKET = re.compile(r"[(\[](?P<label>[^()\[\]]*?)(?:<i>)?(?P<n>\b[nN]\s?(?:</i>)?\s?[=:]\s?)?$")
LABEL_END = re.compile(r"\s?[,:;]\s?$|\s?=\s?$")
# What ends the words of a name, going back from its number.
BOUNDARY = re.compile(
    r"[.;:,](?!\d)\s*|[()\[\]]\s*|\b(?:or|and|versus|vs\.?|than|to|with|receiv\w+|either|of|for|in|on|by|into|were|was|between|from"
    r"|using|underwent|given|as|assigned|allocated|compared|over|among|who|that|took|taking|had|is|are|per)\s",
    re.IGNORECASE,
)
# "63 patients were randomly assigned to receive", "57 were given", "31 in the": what leads from a number to its arm.
LEADS = re.compile(
    rf"(?:\s\(\s?\d[\d.]*\s?%\s?\)|\s?/\d+\)?)?\s(?:(?!(?:and|or|with|in|to|on)\b)[\w'’-]+\s){{0,3}}?(?:(?:{_WHO})\s)?(?:\([^()]*\)\s|\[[^\[\]]*\]\s)?"
    r"(?:(?:who|were|was|had|been|would|then|initially|first|followed|randomly|only|also|each)\s)*"
    r"(?:(?:random(?:i[sz]ed|ly)|assigned|treated|enrolled|included|placed|put)\s)*(?:allocated\s(?=to\s))?"
    r"(?:received?|allocated|receiving|given|to|in|on|with|into|underwent|undergoing|by|using|taking|took|as)\s"
    r"(?:(?:the|an?|to|receive|undergo|treatment with|treated with|either|their|oral|only)\s)*"
    r"(?:(?:[\w-]+\s){0,2}(?:infusion|dose|injection|program(?:me)?|course|combination|regimen|cycle)s?\sof\s|\d[\d.]*\s?(?:[mµ]?g|m[lL]|IU|U)(?:/\w+)*\s(?:of\s)?)?",
    re.IGNORECASE,
)
# Where a name that follows its number is over.
NAME_END = re.compile(
    r"[.;:,()\[\]]|\s(?:and|or|versus|vs\.?|while|whereas|for|at|in|on|with|who|which|were|was|had|after|before|during"
    r"|over|daily|once|twice|every|within|from|as|than|instead|but|are|is|alone|by|to|until|only|groups?|arms?|of|followed|for|did|completed|received|comprising)\b|\s\d",
    re.IGNORECASE,
)
# "acetaminophen: 28", "the LB group comprised 40", "Group A had 20": a name, then how many there were.
HEAD = re.compile(
    r"(?P<name>(?:\b[\w+/‐-]+\s){0,4}?(?:\b[Gg]roup\s[\w+-]{1,6}|\b[\w+/‐-]+(?=\s(?:groups?|arms?|cohort)\b)))"
    r"(?:\s(?:groups?|arms?|cohort))?(?:\s\([^()]*\))?"
    r"\s?(?:[:,]|(?:was |were |is )?(?:comprised|consist(?:ed|s)|includ(?:ed|es|ing)|contain(?:ed|s)|compris(?:es|ing)|had|with)(?:\sof)?)\s?(?:[nN]\s?[=:]\s?)?$"
)
INSIDE_NAME = re.compile(
    rf"\s(?:[–-]\s)?(?:(?:{_WHO})\s)?(?:(?:for|in|on|to|receiving|randomi[sz]ed to|assigned to)\s)?(?:the\s)?(?P<name>[A-Za-z][^\d,;()\[\]=]{{1,60}}?)(?:\s(?:groups?|arms?|{_WHO}))?(?=\s?(?:[,;)\]]|\sand\s(?:[nN]\s?=\s?)?\d))",
    re.IGNORECASE,
)
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
SERIES_GAP = re.compile(r"\s?(?:\([^()]{0,20}\)\s?)?(?:,\s?(?:and\s)?|\sand\s|/|;\s?)(?:[nN]\s?=\s?)?$")
# "in the A, B and C groups", "A and B groups": names in a row
ROW_AFTER = re.compile(
    rf"\s(?:(?:{_WHO}|were|was|randomi[sz]ed|assigned|allocated|treated|included)\s)*(?:(?:in|to|for|receiv\w+|with|on|given)\s)(?:(?:the|receive)\s)*(?P<names>[^.;:()]{{3,120}}?)(?:\s(?:groups?|arms?|{_WHO}))?,?\s(?:\([^()]*\)\s?)?respectively",
    re.IGNORECASE,
)
ROW_BEFORE = re.compile(r"(?P<names>[^.;:()]{3,140}?)(?:\s(?:groups?|arms?|treatment))*\s?[(\[](?:[nN]s?\s?[=:]\s?)?$")
BETWEEN_NAMES = re.compile(r",\s(?:and\s|or\s)?|\s(?:and|or|versus|vs\.?)\s")
LEAD_IN = re.compile(
    rf"(?:(?:the|an?|to|in|on|of|with|had|was|were|consuming|undergoing|using|then|only|receive[ds]?|receiving|either|treatment|treated|given|matching|for|patients|both|{_WHO})\s+)+",
    re.IGNORECASE,
)
TAIL = re.compile(
    rf"(?:\s(?:{_WHO}|groups?|arms?|cohorts?|group’s|treatment group|users?|compris\w+|consist\w+|includ\w+|receiv\w+|treatment))+$",
    re.IGNORECASE,
)
# "one group (n = 20) was given": its name comes later, if at all.
UNNAMED = re.compile(
    r"\b(?:one|another|other|first|second|third|fourth|fifth|remaining)(?:\s(?:\w+\s)?(?:groups?|arms?))?\s*$"
    r"|\b(?:\d+|two|three|four|five|six)\s(?:\w+\s)?(?:groups?|arms?)\s*$",
    re.IGNORECASE,
)
# "two groups of 25", "each group consisted of 75", "20 patients in each group"
PER_GROUP_BEFORE = re.compile(
    r"(?:\b(?:two|three|four|five|six|\d)\s(?:[\w-]+\s){0,2}?groups?\s(?:each\s)?(?:of|with|including|comprising)"
    r"|\beach (?:\w+ )?(?:group|arm)\s(?:consist\w+ of|compris\w+|includ\w+|contain\w+|had|was comprised of))\s$",
    re.IGNORECASE,
)
PER_GROUP_AFTER = re.compile(
    rf"\s(?:(?:{_WHO})\s)?(?:(?:were|was)\s)?(?:(?:randomi[sz]ed|allocated|assigned|included)\s)?(?:(?:in|to|for|of|per)\s)?(?:each|per)\s?(?:of\b|(?:\w+\s)?(?:group|arm)\b|[.,;)])",
    re.IGNORECASE,
)
# "11 of 110 (10.1%)": the denominator of an event
OUT_OF = re.compile(r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\s?(?:of|/|out of)\s?$", re.IGNORECASE)
# "20 age-matched healthy controls"
CONTROLS = re.compile(
    r"\s(?:(?!(?:and|with|of|in|to|received|were)\b)[\w-]+\s){0,3}(?P<name>controls?)\b(?!\s(?:group|arm))",
    re.IGNORECASE,
)
# "felodipine (5 to 20 mg; n = 13)"
DOSED = re.compile(r"^[^;]*\d\s?(?:[mµμ]?g|m[lL]|IU|U|%)(?:/\w+)*\s?(?:\w+\s?)?[;,]\s?$")
# What is told of those that were left, in a sentence that allocates nobody.
ALLOCATED = re.compile(
    r"\b(?:random|assign|alloc|divid|enrol|recruit|receiv|includ(?!ed in (?:the |this )?\w*\s?analys))", re.IGNORECASE
)
LEFT = re.compile(
    r"\b(?:(?P<completed>complete(?:d|rs))|analy[sz]\w+|evaluable|evaluated|evaluation|per[- ]protocol|assessed|available)\b",
    re.IGNORECASE,
)
DOSE_WORD = re.compile(r"\d+(?:mg|g|kg|ml|iu|h|wk|d|min)$", re.IGNORECASE)
EACH = re.compile(r"(?:each|every|both|all)$", re.IGNORECASE)
NUMBERED_WORDS = re.compile(WORDS, re.IGNORECASE)  # "Twenty-five (of 361)" names nobody
NO_END = re.compile(r"\b(?:per|comprising|compris\w+|following|respectively|results?)$", re.IGNORECASE)
# "Group A" is a name, "the group" is none.
LETTERED = re.compile(r"(?:groups?|arms?|cohort)\s(?:[A-Z0-9][\w+-]{0,5}|[IVX]+)$", re.IGNORECASE)
NO_NAME = (
    STOP_WORDS
    | PEOPLE
    | ANIMAL
    | frozenset(
        """group groups arm arms cohort total overall male males female females men women boys girls sample responders
        nonresponders completers survivors analysis analyzed analysed included excluded randomized randomised study trial day
        days week weeks month months year years hour hours h min mg g kg ml daily once twice age aged baseline eyes cases
        wk intravenously orally iv subcutaneously intramuscularly tid bid up classes schools polyps clusters hospitals
        centres centers villages teachers knees teeth lesions blocks pharmacies practices remaining rest others other same first second third matched pairs elderly young older younger consecutive data
        receive received receiving treatment treated given assigned allocated patient phase period number size""".split()
    )
)


@dataclass(frozen=True, slots=True)
class _Sized:
    """A number that counts an arm, with its sentence; `start` and `end` are of the sentence."""

    likely: Likely
    text: str
    offset: int
    start: int
    end: int

    @property
    def per_group(self) -> bool:
        """Whether it counts each arm of several."""
        before = PER_GROUP_BEFORE.search(self.text, max(0, self.start - 60), self.start)
        return (before or PER_GROUP_AFTER.match(self.text, self.end)) is not None


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    by_sentence: dict[int, list[_Sized]] = {}
    for likely in judged_counts(doc, document):
        span = likely.count.span
        if likely.arm >= LEAST_TOGETHER and place(document, span) != "table":
            sentence = sentence_at(doc, span.start)
            if PLANNED.search(sentence.text) or OUT_OF.search(sentence.text, 0, span.start - sentence.start):
                continue
            one = _Sized(likely, sentence.text, sentence.start, span.start - sentence.start, span.end - sentence.start)
            by_sentence.setdefault(sentence.start, []).append(one)
    for found in by_sentence.values():
        if max(one.likely.arm for one in found) >= LEAST_SURE:
            yield from _of_sentence(doc, document, found)
            yield from _per_group(document, found)


def _of_sentence(doc: Doc, document: Document, found: Sequence[_Sized]) -> Iterator[Mention]:
    named: dict[int, tuple[int, int]] = dict(_in_order(found))
    for i, one in enumerate(found):
        if i not in named and not one.per_group and (name := name_of(one.text, one.start, one.end)) is not None:
            named[i] = name
    named |= {i: name for i, name in _linked(doc, found) if i not in named and name not in named.values()}
    names = {found[i].text[a:b].casefold() for i, (a, b) in named.items()}
    for i, (start, end) in sorted(named.items()):
        one = found[i]
        if one.likely.arm >= LEAST_ALONE or len(names) > 1:
            yield _mention(document, one, Span(one.offset + start, one.offset + end))


def _linked(doc: Doc, found: Sequence[_Sized]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The names that a trained tagger sees in the sentence and trained links give to the sizes, where they are near."""
    reading = reading_of(doc, found[0].offset, found[0].text)
    if not reading.groups:
        return
    numbers = [reading.stretch(one.start, one.end) for one in found]
    links = link(Setting("INTV", reading.words, numbers, reading.groups, reading.outcomes, reading.sure))
    for i, (number, at) in enumerate(zip(numbers, links, strict=True)):
        if at is None or not reading.sure[at] or found[i].per_group:
            continue
        group = reading.groups[at]
        far = group.start - number.end if group.start >= number.end else number.start - group.end
        if far < FARTHEST_LINK and (name := trimmed(found[i].text, *reading.characters(group))) is not None:
            yield i, name


def _per_group(document: Document, found: Sequence[_Sized]) -> Iterator[Mention]:
    for one in found:
        if one.likely.arm >= LEAST_SURE and one.per_group:
            count, score = one.likely.count, round(one.likely.arm * worth(document, one.likely.count.span), 4)
            yield Mention("n.per_group", count.span, number=count.number, found_by="model:sized_arms", score=score)


def _mention(document: Document, one: _Sized, span: Span) -> Mention:
    name = document.quote(span)
    role = "comparator" if ROLE.search(name) else "intervention"
    value = "analyzed" if one.likely.kind == "arm_analyzed" else "total"
    if not ALLOCATED.search(one.text) and (told := LEFT.search(one.text)):
        value = "completed" if told["completed"] else "analyzed"
    score = round(one.likely.arm * worth(document, span), 4)
    count = one.likely.count
    n = Mention("n.arm", count.span, number=count.number, value=value, found_by="model:sized_arms", score=score)
    key = key_in(document.text, name)
    return Mention("arm", span, value=f"{role}:{key}", found_by="rules.arms.sized", score=score, parts={"n": n})


def _in_order(found: Sequence[_Sized]) -> Iterator[tuple[int, tuple[int, int]]]:
    """ "40 and 41 in the A and B groups, respectively": as many names as numbers, in their order."""
    i = 0
    while i < len(found):
        last = i
        while last + 1 < len(found) and SERIES_GAP.fullmatch(found[last].text[found[last].end : found[last + 1].start]):
            last += 1
        if last > i and RESPECTIVELY.search(found[i].text, found[last].end):
            names = _row(found[i].text, found[i].start, found[last].end)
            if len(names) == last - i + 1:
                yield from ((i + k, name) for k, name in enumerate(names))
        i = last + 1


def _row(text: str, start: int, end: int) -> list[tuple[int, int]]:
    match = ROW_AFTER.match(text, end) or ROW_BEFORE.search(text, max(0, start - FURTHEST), start)
    if match is None:
        return []
    names, at, listed = [], 0, match["names"]
    for stop in [*(m.span() for m in BETWEEN_NAMES.finditer(listed)), (len(listed), len(listed))]:
        name = trimmed(text, match.start("names") + at, match.start("names") + stop[0])
        if name is None:
            return []
        names.append(name)
        at = stop[1]
    return names


def name_of(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a sentence names the arm that a number of it counts."""
    bracket = BRACKET.search(text, max(0, start - FURTHEST), start)
    if bracket is not None:
        return _of_bracket(text, start, end, bracket)
    if lettered := re.search(r"\b[Gg]roup\s[A-Z0-9][A-Z0-9]?\s$", text[:start]):
        return lettered.start(), lettered.end() - 1
    head = HEAD.search(text, max(0, start - LONGEST_NAME), start)
    if head is not None and (name := _before(text, head.end("name"))) is not None:
        return name
    if equals := re.search(r",\s[nN]\s?=\s?$", text[:start]):
        return _before(text, equals.start())
    return _after(text, end)


def _of_bracket(text: str, start: int, end: int, bracket: re.Match[str]) -> tuple[int, int] | None:
    label = bracket["label"]
    if not label.strip():
        # "(96 ELAD and 107 SOC)", "(n = 53 placebo, n = 54 lorvapine)"
        inside = INSIDE_NAME.match(text, end)
        if inside is not None and (name := trimmed(text, *inside.span("name"))) is not None:
            return name
        return _before(text, bracket.start())
    # "(DOACs, n = 211; VKAs, n = 223)": the words since the last number of the bracket
    closed = LABEL_END.search(label)
    if closed is not None:
        own = re.split(r";\s?|\d[\d,]*\s?,\s", label[: closed.start()])[-1]
        first = bracket.start("label") + closed.start() - len(own)
        counted = re.match(r"\d[\d,]*\s|[nN]\s?=", own)  # "34 intervention" has its number
        if counted is None and (name := trimmed(text, first, first + len(own))) is not None:
            return name
    inside = INSIDE_NAME.match(text, end)
    if inside is not None and (name := trimmed(text, *inside.span("name"))) is not None:
        return name
    return _before(text, bracket.start()) if DOSED.search(label) or not re.search(r"[;\d]", label) else None


def _before(text: str, end: int) -> tuple[int, int] | None:
    """The name that ends where a bracket opens: as few words as name something."""
    while end > 0 and text[end - 1] in " ,;":
        end -= 1
    edges = [m.end() for m in BOUNDARY.finditer(text, max(0, end - LONGEST_NAME), end)]
    for edge in [*reversed(edges), *([0] if end <= LONGEST_NAME else [])]:
        if UNNAMED.search(text, edge, end):
            return None
        if (name := trimmed(text, edge, end)) is not None:
            return name
    return None


def _after(text: str, end: int) -> tuple[int, int] | None:
    """The name after "received", "in the", "were assigned to"."""
    if controls := CONTROLS.match(text, end):
        return controls.span("name")
    lead = LEADS.match(text, end)
    if lead is None or lead.end() - end > LONGEST_NAME:
        return None
    stop = NAME_END.search(text, lead.end() + 1)
    if stop is not None and lead[0].endswith("with ") and LEADS.match(text, stop.start()):
        return _after(text, stop.start())  # "40 patients with asthma received lorvapine"
    return trimmed(text, lead.end(), stop.start() if stop else len(text))


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name without articles and "group"; None when nothing is left that names a treatment."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in "®™"):
        end -= 1
    if lead := LEAD_IN.match(text, start, end):
        start = lead.end()
    tail = TAIL.search(text[start:end])
    if tail is not None and tail.start() > 1 and not LETTERED.search(text[start:end]):
        end = start + tail.start()
    words = re.findall(r"[^\W_]+", text[start:end])
    if not words or len(words) > 9 or end - start < 2 or "=" in text[start:end] or EACH.match(words[0]):
        return None
    if LETTERED.search(text[start:end]):
        return start, end
    if NUMBERED_WORDS.fullmatch(words[0]) or NO_END.search(text[start:end]):
        return None
    named = [
        w
        for w in words
        if w.lower() not in NO_NAME
        and any(c.isalpha() for c in w)
        and (len(w) > 1 or w.isupper())
        and not DOSE_WORD.match(w)
    ]
    return (start, end) if named else None
