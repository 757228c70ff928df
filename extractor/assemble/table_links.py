"""Says which arm, measure and time a cell of a table belongs to, from the headings above it and the stubs beside it.

Arms stand in the headings of a table or in its stubs, rarely in both: where the headings name arms, a drug in a stub is
what people took.  A heading that names no arm is a part of the people ("With recurrence") or what was measured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.assemble import potencies
from extractor.assemble.drafts import EMPTY, ArmDraft
from extractor.assemble.linking import Context, Link
from extractor.document import Span, Table
from extractor.evidence import Mention
from extractor.finders.parameters import STATISTICS
from extractor.finders.result_tables import definition
from extractor.finders.substances import key_in
from extractor.finders.table_heads import LEVEL, TIME, TOTAL, Layout, group_names, layout_of
from extractor.language.context import place
from extractor.language.numbers import as_printed, value_of

GENERIC = {
    "comparator": re.compile(r"(?:controls?|comparison|comparator|reference|usual care|standard care)$"),
    "intervention": re.compile(
        r"(?:intervention|treatment|treated|experimental|active(?: treatment)?|study(?: drug)?|test|investigational)$"
    ),
}
NOT_OF_NAME = re.compile(
    r"\b(?:the|groups?|arms?|patients?|participants?|subjects?|cohorts?|treated|therapy|only|alone|waveforms?)\b|^(?:\d{1,2}|[a-h])[.)]\s?(?=[^\W\d])",
    re.IGNORECASE,
)
NOTE_LETTER = re.compile(r"(?<=group|trols)[a-e]$|(?<=control|placebo)[a-e]$|(?<=arm)[a-e]$", re.IGNORECASE)
STATISTIC_STUB = re.compile(
    r"^(?:mean|median|n|no\.?|number|%|change|score|total|value|SD|difference)\b.{0,24}$", re.IGNORECASE
)
OF_DOSES = re.compile(r"\b[Dd]os(?:es?|age)\b|[(,]\s?(?:[mµn]?g|mL|IU|U)\b(?:/\w+)*")
AT_A_TIME = re.compile(
    r"\b(?:at|by|on|after|until|through|to|from|in)\s(?:the )?$|[,(/;:]\s?$|\d\s?(?:and|,|-|–)\s?$", re.IGNORECASE
)
LONGEST_STUB = 160
RANDOMIZED = re.compile(r"\brandomi[sz]ed\b|\brandomly (?:assigned|allocated|divided)\b|\bcontrol group", re.IGNORECASE)


@dataclass(frozen=True)
class TableArms:
    """The arms that a table's headings or stubs name, by the words that name them."""

    named: dict[Span, int]
    in_columns: bool
    order: tuple[int, ...]


def arms_of_table(context: Context, table: Table) -> TableArms:
    known = context.tables.get(table.span.start)
    if known is None:
        known = context.tables[table.span.start] = _arms_of_table(context, layout_of(context.document, table))
    return known


def _arms_of_table(context: Context, layout: Layout) -> TableArms:
    above = [c.above for c in layout.columns.values() if c.kind == "value" and c.above is not None]
    named = _assigned(context, [*group_names(layout), *above])
    in_columns = bool(named)
    if not in_columns:
        stubs = [
            span for row in layout.rows.values() for span in (row.second, row.stub, row.heading) if span is not None
        ]
        named = {stub: arm for stub in dict.fromkeys(stubs) if (arm := _arm_of_stub(context, stub)) is not None}
    return TableArms(named, in_columns, tuple(dict.fromkeys(named.values())))


def _assigned(context: Context, names: Sequence[Span]) -> dict[Span, int]:
    """The arm of each name: those that name one plainly, then what is left by a word that only one arm shares."""
    found = {name: arm for name in names if (arm := arm_named(context, name)) is not None}
    left = [name for name in names if name not in found]
    free = [i for i in range(len(context.arms)) if i not in found.values()]
    if not left or not free:
        return found
    weak = {name: arm for name in left if (arm := _by_a_word(context, name, free)) is not None}
    texts = {_plain(context, name) for name in weak}
    one_to_one = len(texts) == len(set(weak.values())) == len({_plain(context, name) for name in left})
    return {**found, **weak} if weak and one_to_one and len(texts) + len(set(found.values())) >= 2 else found


def _arm_of_stub(context: Context, stub: Span) -> int | None:
    """The arm that a stub is the name of, with or without a time ("40 mg, day 7"); a row may also mention one."""
    arm = arm_named(context, stub)
    text = context.document.quote(stub)
    for occurrence in context.arms_in(stub):
        at = occurrence.span
        rest = text[: at.start - stub.start] + " " + text[at.end - stub.start :]
        rest = NOT_OF_NAME.sub(" ", re.sub(r"[\[(]\s?[nN]\s?=[^\])]*[\])]", " ", rest)).strip(" -–•.,:;()[]")
        if len(re.findall(r"[^\W\d]", rest)) > 3 and not TIME.match(rest) and 2 * (at.end - at.start) < len(text):
            return None
    return arm


def arm_named(context: Context, name: Span) -> int | None:
    """The arm that a heading or stub names plainly."""
    own = next(
        (i for i, draft in enumerate(context.arms) for m in draft.mentions if m.span.overlaps(name) and m.span in name),
        None,
    )
    told = {o.arm for o in context.arms_in(name)}
    if own is not None and (not told or own in told):
        return own
    if len(told) == 1:
        return told.pop()
    if told:
        return None
    text = _plain(context, name)
    if not text:
        return None
    full = key_in(context.document.text, text)
    same = [i for i, draft in enumerate(context.arms) if any(full in (_folded(key), key) for key in draft.keys)]
    if len(same) == 1:
        return same[0]
    words = _telling(text)
    fuller = [i for i, draft in enumerate(context.arms) if any(words < _telling(_folded(key)) for key in draft.keys)]
    if words and len(fuller) == 1 and not any(generic.match(text) for generic in GENERIC.values()):
        return fuller[0]
    for role, generic in GENERIC.items():
        of_role = [i for i, draft in enumerate(context.arms) if draft.role == role]
        if generic.match(text) and len(of_role) == 1:
            return of_role[0]
    return None


def _plain(context: Context, name: Span) -> str:
    """A name without "group", its number and its note letter, in small letters."""
    return _folded(NOTE_LETTER.sub("", re.sub(r"\s+", " ", context.document.quote(name)).strip()))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", NOT_OF_NAME.sub(" ", text)).strip(" -–•.,:;").casefold()


def _by_a_word(context: Context, name: Span, free: Sequence[int]) -> int | None:
    """The only arm that shares the most words with a name: "PB waveform" and "the PB shocks"."""
    words = _telling(_plain(context, name))
    shared = {i: len(words & _all_words(context, context.arms[i])) for i in range(len(context.arms))}
    most = max(shared.values(), default=0)
    best = [i for i, count in shared.items() if count == most]
    # One arm that the text calls by two names may have been taken for two.
    same = len(best) == 1 or (len(best) == 2 and most == len(words) and all(context.arms[i].dose is None for i in best))
    return best[0] if most and same and all(i in free for i in best) else None


def _all_words(context: Context, draft: ArmDraft) -> set[str]:
    return {word for key in draft.keys for word in _telling(_folded(key))}


def _telling(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9]{2,}", text) if word not in EMPTY and not word.isdigit()}


# ---- the link of one cell --------------------------------------------------------------------------------------------


def link_in_table(context: Context, mention: Mention) -> Link:
    """Arm, measure and time of a table cell."""
    table = context.document.table(mention.span)
    link = Link()
    parts = mention.parts
    arms = arms_of_table(context, table) if table is not None else TableArms({}, False, ())
    names: tuple[str, ...] = ("group", "group_above") if arms.in_columns else ("row_second", "row", "row_above")
    if "level" in parts:
        names = ()
    link.arm = next((arms.named[parts[n].span] for n in names if n in parts and parts[n].span in arms.named), None)
    plain = not arms.named or mention.value in STATISTICS
    between = sorted(name for name in parts if name.startswith("column_between"))
    columns = ("column", *reversed(between), "column_above")
    for name in ("row_second", "row", *columns, "row_above", "start", "caption"):
        if name not in parts:
            continue
        span = parts[name].span
        if link.arm is None and plain and name not in {"caption", "start"} and (o := context.arms_in(span)):
            link.arm = o[0].arm
        if (
            link.measure is None
            and (measures := context.measures_in(span))
            and (name != "caption" or _says_nothing(context, mention, link))
        ):
            link.measure = measures[0].measure
        if link.time is None and (times := _times(context, name, span)):
            link.time = times[-1]
    if link.arm is None and "column" in parts:
        link.arm = _dose_column(context, mention)
    if link.arm is None and "column" in parts and (plain or not arms.in_columns):
        link.arm = potencies.dose_row(context, mention)
    if link.arm is None and table is not None and _is_of_all(context, table, arms):
        link.arm = 0
    return link


def _dose_column(context: Context, mention: Mention) -> int | None:
    """The arm of a column headed "25" under "Belprazole (mg)"."""
    heads = [mention.parts[n].span for n in ("column", "column_above") if n in mention.parts]
    number = as_printed(_words(context, heads[0]))
    if number is None or len(heads) < 2 or not OF_DOSES.search(_words(context, heads[1])):
        return None
    dosed = [i for i in range(len(context.arms)) if _is_dose(context.arms[i], number)]
    return dosed[0] if len(dosed) == 1 else None


def _is_dose(draft: ArmDraft, number: str) -> bool:
    given = draft.dose.number if draft.dose is not None else None
    return given is not None and value_of(given) == value_of(number)


def _times(context: Context, name: str, span: Span) -> list[int]:
    """The times that some words around a cell name; in a stub, "< 7 hours" of sleep is none."""
    times = context.times_in(span)
    if name == "caption":
        # "by baseline class" in a caption tells nothing of when; `start` says where a table shows the start.
        times = [(at, i) for at, i in times if context.times[i][0].value != 0] if len(times) == 1 else []
    if name in {"row", "row_second", "row_above"} and not TIME.match(_words(context, span)):
        times = [(at, i) for at, i in times if AT_A_TIME.search(context.document.text[span.start : at.start])]
    return [i for _, i in times]


def _is_of_all(context: Context, table: Table, arms: TableArms) -> bool:
    """Whether a table without groups shows the people of a study that has one group only."""
    if len(context.arms) != 1 or arms.named or _has_groups(context, table):
        return False
    document = context.document
    here = (place(document, Span(*m.span())) for m in RANDOMIZED.finditer(document.text))
    return all(at in {"introduction", "discussion", "conclusion", "references"} for at in here)


def _says_nothing(context: Context, mention: Mention, link: Link) -> bool:
    """Whether a stub names an arm, a time or a statistic only, so that the caption says what was measured."""
    stub = mention.parts["row"].span
    text = context.document.quote(stub).strip()
    if STATISTIC_STUB.match(text) or TIME.match(text) or TOTAL.match(text):
        return True
    return bool(context.arms_in(stub) or context.times_in(stub)) or len(text) < 3


def definition_in_table(context: Context, mention: Mention) -> Mention | None:
    """What a cell is of: its stub, with the name above it where it says nothing alone, and its part of the people."""
    document, parts = context.document, mention.parts
    table = document.table(mention.span)
    arms = arms_of_table(context, table) if table is not None else TableArms({}, False, ())
    own = [n for n in ("row_second", "row") if n in parts and not _is_spoken_for(context, arms, parts[n].span)]
    if "row_above" not in parts:  # a number alone is a dose or a day
        own = [n for n in own if as_printed(document.quote(parts[n].span)) is None]
    names = {name: d for name in own if (d := definition(document, parts[name].span)) is not None}
    above = parts.get("row_above")
    groups = [parts[n].span for n in ("group", "group_above") if n in parts and parts[n].value != "total"]
    groups = [g for g in groups if "level" in parts or not (_is_spoken_for(context, arms, g) or context.measures_in(g))]
    best = names.get("row") or names.get("row_second")
    told = parts.get("definition")
    part_only = told is not None and told.field == "result.subgroup"
    if best is None and groups and (of_group := definition(document, groups[0])) is not None:
        best, groups = of_group, groups[1:]
    elif best is None:
        best = told if told is not None and not _is_spoken_for(context, arms, told.span) else None
    if best is None:
        return told if part_only else None
    words = [_words(context, best.span)]
    if "row_second" in names and names["row_second"] is not best:
        words.append(_words(context, names["row_second"].span))
    if above is not None and LEVEL.match(words[0]) and not _is_spoken_for(context, arms, above.span):  # fmt: skip
        heading = definition(document, above.span)
        if heading is not None and len(_words(context, heading.span)) <= 80:
            words.insert(0, _words(context, heading.span).rstrip(" :"))
    value = ": ".join(words)
    if told is not None and part_only and not told.span.overlaps(best.span):
        groups = [told.span]
    if groups:
        level = f": {_words(context, parts['level'].span)}" if "level" in parts else ""
        value += " (" + ", ".join(dict.fromkeys(_words(context, g) for g in reversed(groups))) + f"{level})"
    if len(value) > LONGEST_STUB:
        value = words[-1]
    shown = None if value == _words(context, best.span) else value
    return replace(best, field="result.subgroup" if groups or part_only else "result.definition", value=shown)


def _words(context: Context, span: Span) -> str:
    return re.sub(r"\s+", " ", context.document.quote(span)).strip()


def _is_spoken_for(context: Context, arms: TableArms, span: Span) -> bool:
    """Whether some words are an arm or a time, and so already said."""
    text = context.document.quote(span).strip()
    if span in arms.named or any(2 * (o.span.end - o.span.start) > len(text) for o in context.arms_in(span)):
        return True
    return bool(TIME.match(text)) or (TOTAL.match(text) is not None and len(text) < 16)


# ---- comparisons -----------------------------------------------------------------------------------------------------


def compared_in_table(context: Context, mention: Mention) -> list[int]:
    """The two arms that a difference of a table is between: the only two of the table, or what its heading says."""
    table = context.document.table(mention.span)
    if table is None:
        return []
    arms = arms_of_table(context, table)
    words = [mention.parts[n].span for n in ("column", "column_above", "row") if n in mention.parts]
    told = list(dict.fromkeys(o.arm for span in words[:2] for o in context.arms_in(span)))
    if len(told) == 2:
        roles = {context.arms[i].role for i in told}
        return told if len(roles) == 1 else in_order(context, told)
    if len(arms.order) == 2:
        return in_order(context, arms.order)
    if len(arms.order) > 2:
        comparators = [i for i in arms.order if context.arms[i].role == "comparator"]
        row = list(dict.fromkeys(o.arm for span in words for o in context.arms_in(span)))
        given = [i for i in row if i not in comparators]
        return [given[0], comparators[0]] if len(given) == 1 and len(comparators) == 1 else []
    only_two = len(context.arms) == 2 and not arms.named and not _has_groups(context, table)
    return in_order(context, [0, 1]) if only_two else []


def _has_groups(context: Context, table: Table) -> bool:
    """Whether a table has groups of its own in its headings, which then are what it compares."""
    return bool(group_names(layout_of(context.document, table)))


def in_order(context: Context, arms: Sequence[int]) -> list[int]:
    """The intervention first, then what it is compared with."""
    return sorted(arms, key=lambda i: context.arms[i].role == "comparator")
