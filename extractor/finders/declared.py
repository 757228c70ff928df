"""Finds what a paper declares of itself: what its spreads are, its level of significance, its design, what was significant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.comparisons import P_VALUE, SIGNS
from extractor.finders.statements import statement
from extractor.language import sentences_of
from extractor.language.context import place
from extractor.language.doc import Doc
from extractor.language.numbers import as_printed

FOUND_BY = "rules.declared"
SD = r"SDs?|S\.D\.|(?i:standard deviations?)"
SE = r"SEMs?|SEs?|S\.E\.M?\.?|(?i:standard errors?(?: of (?:the )?means?)?)"
_SPREAD = re.compile(
    rf"(?i:\b(?:data|results?|values?|measurements|variables)\b[^.;:]{{0,60}}\b(?:expressed|presented|reported|shown|given|represented|are|were|represent)\b[^.;:]{{0,30}}\bmeans?\s?(?:values?\s)?(?:\(?\s?(?:±|\+/-|\+-)|\(|with|and)\s?(?:the\s|their\s)?)(?:(?P<sd>{SD})|(?P<se>{SE}))(?![\w])"
)
_UNLESS = re.compile(
    r"\bunless\b|\botherwise\b|\bor\b|\bbaseline\b|\bdemographic|\bcharacteristics\b|\btables?\b|\bfigures?\b|\bmedian",
    re.IGNORECASE,
)
LEVEL_NAMED = re.compile(r"lpha|α|level|rror")
DESIGN_NAMED = re.compile(r"random|blind|open[- ]label")
_ALPHA = re.compile(
    r"(?:\balpha|α|\bsignificance level|\blevel of (?:statistical )?significance|\btype I error)(?:\s(?:level|value|error|rate))?(?:\s(?:of|was set (?:at|to)|set (?:at|to)|was|at|=))*\s?=?\s?(?P<n>0?\.0\d+)\s?(?P<unit>%)",
    re.IGNORECASE,
)
_BONFERRONI = re.compile(
    r"\bBonferroni\b[^.]{0,200}?(?:\b(?:significan\w+|alpha|threshold|level|cut-?off)\b[^.\d]{0,40})(?P<n>0?\.0\d{2,4})\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten)\s(?:\w+\s){0,2}?(?:primary|co-?primary)\s(?:outcomes?|end ?points?)\b|\b(?P<n2>two|three|four|five|six|seven|eight|nine|ten)\s(?:tests|comparisons)\b", re.IGNORECASE)  # fmt: skip
# "significantly lower (p = 0.21)", "no significant difference (p = 0.003)"
_SIGNIFICANT = re.compile(
    r"\b(?:statistically\s)?significant(?:ly)?\b(?P<gap>[^.;:()]{0,90}?\(?[^.;:()]{0,24}?)$", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:not?|non|nor|neither|never|without|failed|fail|lack(?:ed)?|absence|did(?:n['’]t| not)|was(?:n['’]t| not)|were(?:n['’]t| not)|insignificant\w*|hardly|nearly|almost|borderline|marginal\w*|approach\w*|trend\w*|tend\w*|close|toward\w*|than|if|whether|clinically|any|only|level|defined|considered|when|set)\b|\bnon-?$",
    re.IGNORECASE,
)
_NO_DIFFERENCE = re.compile(
    r"(?:\b(?:no|without(?: any)?)\s(?:statistically\s)?significant(?:ly)?\s(?:differences?|changes?|effects?|improvements?|reductions?|increases?|decreases?)|\b(?:not|n['’]t)\s(?:statistically\s)?significant(?:ly)?(?:\sdifferent)?|\bnon-?significant(?:ly)?)\b(?P<gap>[^.;:()\d]{0,60}?\(?[^.;:()\d]{0,10}?)$",
    re.IGNORECASE,
)
# "not significant at the p < .05 level", and marks of a legend: "NS not significant f P < 0.05"
_OF_LEVEL = re.compile(r"\b(?:at|level|if|when)\b[^()]{0,20}$|\s[b-z]{1,3}\s?$")
_TURN = re.compile(
    r"\b(?:but|whereas|while|although|however|except|than|unlike|and not)\b|[,]\s(?:and|with)\b", re.IGNORECASE
)
# Words on design, by where they stand.
DESIGN = (
    ("randomized", re.compile(r"(?<!non-)(?<!non)(?<!quasi-)(?<!partially )(?<!partly )(?<!semi-)\brandomi[sz]ed\b", re.IGNORECASE)),
    ("double_blind", re.compile(r"\bdouble[- ]?(?:blind|mask)(?:ed)?\b", re.IGNORECASE)),
)
AGAINST = (
    ("randomized", re.compile(r"\b(?:this|our|the present|the)\s(?:study|trial)\s(?:was|is)\s(?:a\s|an\s)?(?:[\w-]+,?\s){0,3}?(?:non-?randomi[sz]ed|not randomi[sz]ed)\b|(?:^|[.;]\s)\W*(?:the\s|all\s|treatment\s|group\s)*(?:patients|participants|subjects|allocation|assignment|treatments?)(?:\s(?:to|of)\s[\w\s-]{3,30}?)?\s(?:were|was) not randomi[sz]ed\b", re.IGNORECASE)),
    ("double_blind", re.compile(r"\b(?:this|our|the present|the)\s(?:study|trial)\s(?:was|is)\s(?:a\s|an\s)?(?:[\w-]+,?\s){0,4}?(?:open[- ]label(?:led)?|single[- ]blind(?:ed)?|un-?blinded|not blinded)\b", re.IGNORECASE)),
)  # fmt: skip
_EXTENSION = re.compile(
    r"\bextension|\bphase\b|\bfollow|\bperiod\b|\bpart\b|\bprevious|\bother\b|\bsub-?study", re.IGNORECASE
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    spreads: list[tuple[str, Mention, bool]] = []
    claims: dict[str, Mention] = {}
    against: dict[str, Mention] = {}
    counted: list[Mention] = []
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        where = place(document, at)
        if where in {"references", "disclaimer", "table"}:
            continue
        if "mean" in text:
            spreads += _spreads(document, text, offset)
        if "%" in text and LEVEL_NAMED.search(text):
            yield from _alpha(text, offset)
        if "primary" in text or "tests" in text or "comparisons" in text:
            counted += [_part(offset, m, "n" if m["n"] else "n2") for m in _COUNTED.finditer(text)]
        for match in _BONFERRONI.finditer(text) if "onferroni" in text else ():
            parts = [("threshold", _part(offset, match, "n")), *(("tests", c) for c in counted[:1])]
            yield statement("bonferroni", parts, FOUND_BY)
        if "ignificant" in text and where in {"abstract", "results", "other", "discussion", "conclusion"}:
            yield from _significance(text, offset)
        if where == "title" or DESIGN_NAMED.search(text):
            _design(where, text, offset, claims, against)
    yield from _both_spreads(spreads)
    yield from (
        statement("design", [("claim", claims[n]), ("against", against[n])], FOUND_BY) for n in claims if n in against
    )
    yield from _never_randomized(document, claims)


def _part(offset: int, match: re.Match[str], group: str, unit: str | None = None) -> Mention:
    span = Span(offset + match.start(group), offset + match.end(group))
    return Mention("statement.part", span, number=as_printed(match[group]), unit=unit, found_by=FOUND_BY, score=0.9)


def _spreads(document: Document, text: str, offset: int) -> Iterator[tuple[str, Mention, bool]]:
    for match in _SPREAD.finditer(text):
        group = "sd" if match["sd"] else "se"
        span = Span(offset + match.start(group), offset + match.end(group))
        block = document.block(span)
        caption = (block is not None and block.kind == "caption") or bool(
            re.search(
                r"\b(?:fig(?:ure|\.)|table)\s?\d", document.text[max(0, span.start - 300) : span.start], re.IGNORECASE
            )
        )
        if caption or not _UNLESS.search(text):
            mention = Mention("statement.part", span, value=group.upper(), found_by=FOUND_BY, score=0.9)
            yield group.upper(), mention, caption


def _both_spreads(spreads: list[tuple[str, Mention, bool]]) -> Iterator[Mention]:
    """The methods name one kind of spread for all results, captions another."""
    general = [(kind, mention) for kind, mention, caption in spreads if not caption]
    if len({kind for kind, _ in general}) != 1:
        return
    kind, declared = general[0]
    others = [mention for other, mention, caption in spreads if caption and other != kind]
    if others:
        yield statement("spread", [("declared", declared), *(("caption", m) for m in others[:4])], FOUND_BY)


def _alpha(text: str, offset: int) -> Iterator[Mention]:
    for match in _ALPHA.finditer(text):
        yield statement("alpha", [("level", _part(offset, match, "n", "%"))], FOUND_BY)


def _significance(text: str, offset: int) -> Iterator[Mention]:
    """A word on significance with the one p value that follows it closely."""
    last = 0
    for match in P_VALUE.finditer(text):
        before = text[last : match.start()]
        last = match.end()
        p = Mention(
            "statement.part", Span(offset + match.start("p"), offset + match.end("p")), number=as_printed(match["p"]),
            sign=SIGNS[match["sign"]], found_by=FOUND_BY, score=0.9,
        )  # fmt: skip
        word = next(_near(_NO_DIFFERENCE, before), None)
        role = "denied"
        if word is None:
            word, role = next(_near(_SIGNIFICANT, before), None), "claimed"
            if word is None or _DENIED.search(before[max(0, word.start() - 60) :]):
                continue
        if _TURN.search(word["gap"]) or any(map(str.isdigit, word["gap"])) or _OF_LEVEL.search(word["gap"]):
            continue
        if not _worth_a_look(role, p):
            continue
        said = Span(offset + match.start() - len(before) + word.start(), offset + match.start() - len(word["gap"]))
        mention = Mention("statement.part", said, found_by=FOUND_BY, score=0.9)
        yield statement("significance", [(role, mention), ("p", p)], FOUND_BY)


def _worth_a_look(role: str, p: Mention) -> bool:
    """Whether a p value is on the other side of 0.05 from what is said of it; nothing else can contradict."""
    value = Fraction(p.number or "0")
    level = Fraction(1, 20)
    if role == "claimed":
        return (p.sign in {"=", ">="} and value >= level) or (p.sign == ">" and value >= level)
    return (p.sign == "=" and value < level) or (p.sign in {"<", "<="} and value <= level)


def _near(pattern: re.Pattern[str], before: str) -> Iterator[re.Match[str]]:
    """The last place of a pattern that ends with a text; later starts first, so that the gap is the shortest."""
    starts = [
        m.start()
        for m in re.finditer(r"\b(?:no|not|n['’]t|non|without|statistically|significant)", before, re.IGNORECASE)
    ]
    for start in starts:
        if (match := pattern.match(before, start)) is not None:
            yield match


def _design(where: str, text: str, offset: int, claims: dict[str, Mention], against: dict[str, Mention]) -> None:
    for name, pattern in DESIGN:
        match = pattern.search(text)
        if match is not None and where == "title":
            span = Span(offset + match.start(), offset + match.end())
            claims.setdefault(name, Mention("statement.part", span, value=name, found_by=FOUND_BY, score=0.9))
    if where in {"abstract", "methods", "results", "other"}:
        for name, pattern in AGAINST:
            match = pattern.search(text)
            if match is not None and not _EXTENSION.search(text):
                span = Span(offset + match.start(), offset + match.end())
                against.setdefault(name, Mention("statement.part", span, value=name, found_by=FOUND_BY, score=0.9))


def _never_randomized(document: Document, claims: dict[str, Mention]) -> Iterator[Mention]:
    """A title that says "randomized" above methods that never do."""
    methods = [s for s in document.sections if s.kind == "methods"]
    claim = claims.get("randomized")
    if claim is None or sum(s.span.end - s.span.start for s in methods) < 2500:
        return
    rest = document.text[claim.span.end :]
    if not re.search(r"random|allocat|minimi[sz]ation|coin|lottery|drawing lots|assigned", rest, re.IGNORECASE):
        title = methods[0].title or Span(methods[0].span.start, methods[0].span.start + 40)
        parts = [("claim", claim), ("silent", Mention("statement.part", title, found_by=FOUND_BY, score=0.9))]
        yield statement("design", parts, FOUND_BY)
