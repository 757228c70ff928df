"""Finds potencies and pharmacokinetics: "IC50 = 12 nM", "ED50 of 9.6 mg/kg", "a half-life of 2.5 h"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import comparisons
from extractor.language import sentences_of
from extractor.language.context import place, worth
from extractor.language.numbers import DIGITS, as_printed

POTENCY_UNIT = r"(?:[pnµμm]M|[pnµμm]mol/[lL]|[nµμm]?g/m[lL]|mg/kg|[µμ]g/kg|ng[·*.\s]?h/m[lL]|[µμ]g[·*.\s]?h/m[lL]|h\b|hours?|min\b|mL/min/kg|L/h/kg|L/h|L/kg|%|mL/min)"
POTENCY = re.compile(
    rf"\b(?P<name>IC\s?50|EC\s?50|ED\s?50|LD\s?50|GI\s?50|CC\s?50|K\s?i\b|K\s?d\b|[Cc]\s?max|AUC(?:0[-–](?:24|t|inf|∞))?|half-life|t\s?1/2|clearance|bioavailability)\b(?P<between>(?:\s\([^)]{{1,25}}\))?(?:\sat \d+ (?:min|h|hours?|minutes?|days?)|\s(?:values?|against|for|at|in|of|was|were|is|mean|approximately|about|the|~|after|on|with|toward|towards|[A-Za-z0-9α-ω/-]+))*?[\s:=,(~]*)(?P<sign>[<>≤≥~=]\s?)?(?P<value>{DIGITS})(?:\s?±\s?(?P<spread>{DIGITS}))?\s?(?P<unit>{POTENCY_UNIT})",
)
POTENCIES = {"ic50": "ic50", "ec50": "ec50", "ed50": "ed50", "ld50": "ld50", "gi50": "gi50", "cc50": "cc50", "ki": "ki", "kd": "kd", "cmax": "cmax", "half-life": "half_life", "t1/2": "half_life", "clearance": "clearance", "bioavailability": "bioavailability"}  # fmt: skip


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if place(document, at) not in {"references", "disclaimer", "title"}:
            for match in POTENCY.finditer(text):
                yield _potency(text, offset, match, worth(document, at))


def _potency(text: str, offset: int, match: re.Match[str], score: float) -> Mention:
    name = re.sub(r"\s", "", match["name"]).lower()
    statistic = "auc" if name.startswith("auc") else POTENCIES[name]
    sign = {"≤": "<=", "≥": ">="}.get((match["sign"] or "=").strip(), (match["sign"] or "=").strip() or "=")
    parts: dict[str, Mention] = {}
    if match["spread"]:
        at = Span(offset + match.start("spread"), offset + match.end("spread"))
        parts["spread"] = Mention(
            "spread", at, number=as_printed(match["spread"]), found_by="rules.potencies", score=0.9
        )
    tail = comparisons.tail_parts(text, match.end(), min(len(text), match.end() + 50), offset)
    if "interval" in tail:
        parts["interval"] = tail["interval"]
    number = as_printed(match["value"])
    unit = re.sub(r"μ", "µ", match["unit"])
    # "> 10 µM" is printed with its sign, which is part of what it says.
    signed = match["sign"] is not None and sign != "="
    span = Span(offset + match.start("sign" if signed else "value"), offset + match.end())
    about = Span(offset, offset + len(text))
    return Mention(
        "result",
        span,
        number=number,
        value=statistic,
        unit=unit,
        sign=sign,
        about=about,
        found_by="rules.potencies",
        score=score,
        parts=parts,
    )
