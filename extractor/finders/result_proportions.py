"""Finds percentages of people with their counts and denominators, and tells them from other percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.document import Span
from extractor.evidence import Mention
from extractor.finders.definitions import definition_of
from extractor.finders.result_forms import NOT_MEANT, Found, Sentence, mention_of, part_of
from extractor.finders.result_means import DOWN, UP
from extractor.language.categories import PEOPLE
from extractor.language.guarded import Guarded
from extractor.language.numbers import DIGITS, NUMBER, WORDS

_WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))
_NN = r"(?:,\d{3}|\d)+"
# The forms of a proportion, the fullest first.
PROPORTIONS = tuple(
    Guarded(re.compile(pattern, re.IGNORECASE), "%")
    for pattern in (
        rf"(?<![\w.])(?P<count>{NUMBER})(?:\s(?:{_WHO}))?\s(?:out of|of)\s(?:the\s|a total of\s)?(?P<n>{_NN})(?:\s(?:[a-z-]+\s){{0,3}}?(?:{_WHO}))?\s?[(\[,]\s?(?P<percent>{DIGITS})\s?%(?=\s?[)\],;])",
        rf"(?<![\w.])(?P<count>{_NN})\s?/\s?(?P<n>{_NN})(?:\s(?:[a-z-]+\s){{0,2}}?(?:{_WHO}))?\s?[(\[,]\s?(?P<percent>{DIGITS})\s?%",
        rf"(?<![\w.])(?P<count>{NUMBER})\s[(\[]\s?(?P<percent>{DIGITS})\s?%\s?[)\]]\s(?:out of|of)\s(?:the\s)?(?P<n>{_NN})(?=\s(?:{_WHO}))",
        rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?(?:n\s?=\s?)?(?P<count>{_NN})\s?(?:/|of|out of)\s?(?P<n>{_NN})(?:\s(?:{_WHO}))?\s?[)\]]",
        rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?n\s?=\s?(?P<count>{_NN})\s?[)\]]",
        rf"(?<![\w./])(?P<count>{NUMBER})(?:\s(?:[a-z-]+\s){{0,3}}?(?:{_WHO}|events?|deaths?|cases?))?\s[(\[]\s?(?P<percent>{DIGITS})\s?%(?=\s?[)\],;])",
    )
)
PERCENT = Guarded(
    re.compile(rf"(?<![\w.±–-])(?P<percent>{DIGITS}|\b{WORDS})\s?(?:%|percent\b|per cent\b)", re.IGNORECASE),
    "%",
    "percent",
    "per cent",
)
SIGN_END = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
# Percentages that are no proportion of people.
NOT_PROPORTION_BEFORE = re.compile(
    r"(?:[<>≥≤±/]|[<>] or =|\b(?:set at|above|below|exceeding|power of|of at least|at least|more than|less than|over|under|than|power|purity(?: (?:is|was|of|usually|typically|about|at least|greater than|more than)){0,3}|saline|CI|level|significance level of|alpha|approximately \d+ to|a|from|up to|minimum))\s?$",
    re.IGNORECASE,
)
# What a thing is made of or dissolved in, and how pure it is.
MATERIAL = r"purity|saline|solution|pure\b|(?:[A-Za-z-]+ )?(?:DMSO|PEG|\w*cellulose|CMC|\w*cyclodextrin|Cremophor|Kolliphor|glycerol|Triton|SDS|FBS|BSA|serum|sucrose|agar\w*|acetonitrile|methanol|form\w+|isoflurane|CO2|NaCl|solvent|v/v|w/v)\b|Tween|ethanol|dextrose|glucose|w/v|v/v"
NOT_PROPORTION_AFTER = re.compile(
    rf"^\s?(?:CI\b|confidence|credible|power|or (?:more|greater|higher)|reduction|decrease|increase|improvement|decline|change|drop|loss|gain|difference|was required|of (?:visits|samples|doses|data)\b|{MATERIAL}|lower|higher|greater|more|less|of (?:baseline|maximum|the (?:dose|variance|total dose))|bioavailab|inhibition|oxygen|relative|risk|prediction|vs baseline|above|below)",
    re.IGNORECASE,
)
OF_MATERIAL = re.compile(rf"\s?%\s?(?:{MATERIAL})", re.IGNORECASE)
CHANGED_BY = re.compile(
    rf"\b(?:{DOWN}|{UP}|chang\w+|differ\w*|higher|greater|shorter|longer)\s(?:[\w-]+\s){{0,6}}?by\s(?:a |an |about |approximately )?(?:mean |average )?(?:of )?$",
    re.IGNORECASE,
)
MAKEUP = re.compile(
    r"^(?:were|was) (?:women|men|males?|females?|smokers|white|black|Caucasian|Asian|Hispanic|married|employed)\b",
    re.IGNORECASE,
)


def proportions(sentence: Sentence) -> Iterator[Found]:
    """Proportions; one without words of its own is of what the one before it in its sentence is of."""
    found = sorted(_each_proportion(sentence), key=lambda item: item[1])
    told = next((m.parts["definition"] for m, _ in found if "definition" in m.parts), None)
    for mention, span in found:
        own = mention.parts.get("definition")
        if own is None and told is not None:
            mention = replace(mention, parts={**mention.parts, "definition": told})
        told = own or told
        yield mention, span


def _each_proportion(sentence: Sentence) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    for pattern in (*PROPORTIONS, PERCENT):
        for match in pattern.finditer(sentence.open):
            if any(a < match.end() and match.start() < b for a, b in taken) or not _is_proportion(sentence.text, match):
                continue
            taken.append(match.span())
            parts = {
                name: part_of(sentence, match, name, f"result.{name}")
                for name in ("count", "n")
                if name in match.re.groupindex and match[name]
            }
            if MAKEUP.match(
                sentence.text[_after_sign(sentence.text, match.end("percent")) :]
                .lstrip(" )]")
                .removeprefix("of the patients ")
                .removeprefix("of patients ")
            ):
                continue
            if definition := definition_of(sentence.text, match.start(), match.end()):
                span = Span(sentence.offset + definition.start, sentence.offset + definition.end)
                text = re.sub(r"\s+", " ", sentence.text[definition.start : definition.end])
                parts["definition"] = Mention(
                    "result.definition", span, value=text, found_by="rules.results", score=0.8
                )
            end = _after_sign(sentence.text, match.end("percent"))
            mention, _ = mention_of(sentence, match, "percent", "percent", unit="%", parts=parts, end=end)
            yield mention, (match.start(), max(match.end(), end))


def _after_sign(text: str, start: int) -> int:
    """The end of the percent sign, or word, that follows a number."""
    sign = SIGN_END.search(text, start)
    return sign.end() if sign else start


def _is_proportion(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start("percent")]
    after = text[_after_sign(text, match.end("percent")) :]
    if "count" in match.re.groupindex:
        return not re.match(r"\s?(?:CI\b|confidence)", after)
    if (
        CHANGED_BY.search(before)
        or NOT_MEANT.search(before)
        or NOT_PROPORTION_BEFORE.search(before)
        or NOT_PROPORTION_AFTER.match(after)
        or re.match(r"\s?(?:to|-|–)\s?\d", after)
    ):
        return False
    return not re.search(r"(?:\d\s?(?:to|-|–)|[±])\s?$", before)
