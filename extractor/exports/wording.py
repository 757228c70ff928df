"""How a reported value is put into words for a table: "0.5 mg/kg", "< 0.001", "40 min", "-14.0 ± 10 SD".

Numbers are shown as they were printed, with their decimals; nothing is rounded again.
"""

from __future__ import annotations

import re

from extractor.evidence import Interval, Reported, Sighting, Spread
from extractor.study import Arm, Dose, Measure, Result, SampleSize, Study, Timepoint

# Unit words as papers print them, and the short form for a table.
_SHORT_UNITS = {
    "s": r"s(?:ec(?:ond)?s?)?",
    "min": r"min(?:ute)?s?",
    "h": r"h(?:(?:ou)?rs?)?",
    "d": r"d(?:ays?)?",
    "wk": r"w(?:(?:ee)?ks?)?",
    "mo": r"mo(?:nth)?s?",
    "y": r"y(?:(?:ea)?rs?)?",
}
_AMOUNT_FIRST = [
    (short, re.compile(rf"(?:at\s+)?(\d+(?:\.\d+)?)[\s-]*{unit}", re.I)) for short, unit in _SHORT_UNITS.items()
]
_UNIT_FIRST = [
    (short, re.compile(rf"(?:at\s+)?{unit}\s+(\d+(?:\.\d+)?)", re.I)) for short, unit in _SHORT_UNITS.items()
]
_MINUTES_A_DAY = 1440


def number(leaf: Sighting) -> str:
    """The value alone: the printed digits where they say the same number, else the normalised value."""
    value = leaf.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if leaf.number is not None and _same(leaf.number, value):
        return leaf.number
    return str(int(value)) if float(value).is_integer() else repr(value)


def _same(printed: str, value: float) -> bool:
    try:
        return float(printed) == value
    except ValueError:
        return False


def bounds(leaf: Interval | Spread) -> str:
    """ "1.2 to 3.4", or "" where the two bounds are not known."""
    if leaf.lower is None or leaf.upper is None:
        return ""
    return f"{number(leaf.lower)} to {number(leaf.upper)}"


def value(leaf: Reported | None) -> str:
    """The value alone of any reported thing, the bounds of a range or an interval included; "" for none."""
    if leaf is None:
        return ""
    if leaf.value is None and isinstance(leaf, Interval | Spread):
        return bounds(leaf)
    return number(leaf)


def spoken(leaf: Reported | None) -> str:
    """The value with its sign and unit: "0.5 mg/kg", "< 0.001", "71%"."""
    shown = value(leaf)
    if leaf is None or not shown:
        return ""
    if leaf.unit and leaf.unit not in shown:
        shown += leaf.unit if leaf.unit in ("%", "°C") else f" {leaf.unit}"
    return shown if leaf.sign == "=" else f"{leaf.sign} {shown}"


def signed(leaf: Reported | None) -> str:
    """A p-value for a column of its own: "0.03", "<0.001"."""
    shown = value(leaf)
    return shown if leaf is None or leaf.sign == "=" or not shown else f"{leaf.sign}{shown}"


def words(text: str) -> str:
    """A vocabulary word for a person: "double_blind" as "double-blind", "mean_change" as "mean change"."""
    for together in ("non_", "single_", "double_", "triple_", "cross_"):
        text = text.replace(together, together[:-1] + "-")
    return text.replace("_", " ")


_CONTROLS = {
    "placebo": "placebo-controlled",
    "active": "active-controlled",
    "sham": "sham-controlled",
    "usual_care": "against usual care",
    "no_treatment": "against no treatment",
}


def control(text: str) -> str:
    """The control of a design among its other words: "placebo" as "placebo-controlled"."""
    return _CONTROLS.get(text, words(text))


def one_line(text: str) -> str:
    """Printed text with its line breaks and cell gaps as single spaces."""
    return " ".join(text.split())


def time_span(text: str) -> str:
    """ "40 minutes" as "40 min", "day 3" as "3 d"; any other label as it is."""
    text = one_line(text)
    for patterns in (_AMOUNT_FIRST, _UNIT_FIRST):
        for short, pattern in patterns:
            found = pattern.fullmatch(text)
            if found:
                return f"{found[1]} {short}"
    return text


def timepoint(time: Timepoint) -> str:
    """A short name of a timepoint: from its label, or from its days where the label is a bare number."""
    label = time_span(str(time.label.value if time.label.value is not None else time.label.text))
    if not re.fullmatch(r"\d+(?:\.\d+)?", label):
        return label
    days = time.days.value
    return days_in_words(days) if isinstance(days, int | float) else label


def days_in_words(days: float) -> str:
    """0.02778 as "40 min", 0.5 as "12 h", 3 as "3 d"."""
    minutes = round(days * _MINUTES_A_DAY)
    if 0 < minutes < _MINUTES_A_DAY:
        return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
    return f"{days:g} d"


def spread(leaf: Spread | None) -> str:
    """ "± 10 SD", "IQR 3 to 9"; "" for none."""
    if leaf is None:
        return ""
    if leaf.value is None:
        return f"{leaf.kind or 'range'} {bounds(leaf)}".strip() if bounds(leaf) else ""
    return f"± {number(leaf)} {leaf.kind or ''}".strip()


def interval(leaf: Interval | None) -> str:
    """ "95% CI 1.2 to 3.4"; "" for none."""
    if leaf is None:
        return ""
    level = "" if leaf.level is None else f"{leaf.level:g}% "
    return f"{level}CI {bounds(leaf) or value(leaf)}"


def result(item: Result) -> str:
    """The number of a result with all that was printed about its precision."""
    count = "" if item.count is None else f"({value(item.count)})"
    ci = interval(item.interval)
    return " ".join(part for part in (spoken(item.value), count, spread(item.spread), ci and f"[{ci}]") if part)


def dose(item: Dose) -> str:
    """ "0.5 mg/kg intravenous, over 40 min, daily"; the substance is left to the arm's name."""
    first = " ".join(part for part in (spoken(item.amount), words(value(item.route))) if part)
    duration = time_span(spoken(item.duration))
    parts = (first, duration and f"over {duration}", spoken(item.frequency))
    return ", ".join(part for part in parts if part)


def arm(item: Arm) -> str:
    """An arm in one line, with its role, every n and its doses spelled out."""
    details = [item.role or "", sizes(item.n)]
    for given in item.doses:
        substance = value(given.substance)
        other = substance if substance.lower() not in value(item.name).lower() else ""
        details.append(" ".join(part for part in (other, dose(given)) if part))
    kept = [detail for detail in details if detail]
    return value(item.name) + (f" ({'; '.join(kept)})" if kept else "")


def sizes(n: SampleSize) -> str:
    """ "randomized 18, completed 17"; a size without a role is "n 18"."""
    shown = [(name, value(getattr(n, name))) for name in ("screened", "randomized", "analyzed", "completed", "total")]
    if n.total is not None and n.randomized is not None and n.total.span == n.randomized.span:
        shown = shown[:-1]  # said once
    return ", ".join(f"{'n' if name == 'total' else name} {size}" for name, size in shown if size)


def measure(item: Measure) -> str:
    """ "Hamilton Depression Rating Scale (HDRS-21), 21 items, primary"."""
    short, name = value(item.abbreviation), value(item.name)
    named = f"{name} ({short})" if short and short not in name else name
    items = f"{value(item.items)} items" if item.items is not None else ""
    of = f"range {value(item.range)}" if item.range is not None else ""
    role = item.role if item.role != "other" else ""
    return ", ".join(part for part in (named, items, of, role) if part)


def study_name(study: Study) -> str:
    """The study as a person calls it; its id where the document gives it no name."""
    return value(study.label) or study.id


def names(study: Study) -> dict[str, str]:
    """From the id of an arm, a measure or a timepoint to its name in tables."""
    named = {item.id: value(item.name) for item in study.arms}
    named |= {item.id: value(item.abbreviation) or value(item.name) for item in study.measures}
    return named | {item.id: timepoint(item) for item in study.timepoints}
