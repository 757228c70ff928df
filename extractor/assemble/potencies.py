"""Says whose potency a number is, what it was measured on, and which dose a row of a dose-response table stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractor.assemble.drafts import names
from extractor.document import Span
from extractor.evidence import Mention
from extractor.finders.parameters import STATISTICS
from extractor.language.numbers import as_printed, value_of

if TYPE_CHECKING:
    from extractor.assemble.linking import Context


def definition_of(context: Context, mention: Mention) -> Mention | None:
    """What a potency was measured on: of the words that may say it, those that do not name an arm."""
    told = [mention.parts[name] for name in ("definition", "definition_above") if name in mention.parts]
    return next((part for part in told if not context.arms_in(part.span)), None)


def compound_of(context: Context, arm: int | None, sentence: Span) -> int | None:
    """The arm of a potency: the compound of its sentence, the only one studied, or the one that the title names."""
    if arm is not None or context.arms_in(sentence):
        return arm
    given = {i for i, draft in enumerate(context.arms) if draft.role == "intervention"}
    title = context.document.title
    titled = {o.arm for o in context.arms_in(title)} & given if title is not None else set()
    only = titled if len(titled) == 1 else given
    return only.pop() if len(only) == 1 else None


def without_echoes(found: Sequence[Mention]) -> list[Mention]:
    """Without the means that only repeat a parameter of a table: "the peak was 865 ± 140 ng/mL"."""
    told = {_printed(m) for m in found if m.value in STATISTICS and "spread" in m.parts and "row" in m.parts}
    return [m for m in found if not (m.value == "mean" and "spread" in m.parts and _printed(m) in told)]


def _printed(mention: Mention) -> tuple[str | None, str | None]:
    return mention.number, mention.parts["spread"].number


def dose_row(context: Context, mention: Mention) -> int | None:
    """The arm of a row that is only a dose, "10" under "Dose (mg/kg)": of the compound that heads the column."""
    document, row = context.document, mention.parts["row"].span
    table = document.table(row)
    heads = [document.quote(head.span) for head in table.headers(0)] if table is not None else []
    number = as_printed(document.quote(row))
    if number is None or not any(re.search(r"\b[Dd]os(?:es?|age)\b", head) for head in heads):
        return None
    above = " ".join(
        document.quote(mention.parts[name].span) for name in ("column", "column_above") if name in mention.parts
    )
    if value_of(number) == 0:
        given_none = [i for i, draft in enumerate(context.arms) if draft.role == "comparator"]
        return given_none[0] if len(given_none) == 1 else None
    dosed = [
        i
        for i, d in enumerate(context.arms)
        if d.dose is not None and value_of(d.dose.number or "0") == value_of(number)
    ]
    own = [i for i in dosed if any(names(key, above.casefold()) for key in context.arms[i].keys)]
    compounds = {frozenset(draft.keys) for draft in context.arms if draft.dose is not None}
    found = own or (dosed if len(compounds) == 1 else [])
    return found[0] if len(found) == 1 else None
