"""A mean or median lies outside the range, or the quartiles, printed with it.

"Median 35 days (range 7 to 28)".

Fires on: a mean, median or average with "range", "IQR" or "interquartile range" and two bounds right behind it,
    that lies below the lower or above the upper bound by more than rounding.
Silent on: means beside quartiles, which may lie outside them; bounds in another unit; bounds printed in reverse
    order are put in order first.
Needs: statements of the kind "range": value, low, high.
Source: order of minimum, median and maximum; REAPPRAISED checklist (Grey et al. 2020,
    doi:10.1038/d41586-019-03959-6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import exact, fails, half, of_kind
from extractor.evidence import Flag
from extractor.study import Record

_MEAN_OF_QUARTILES = re.compile(r"\b(?:mean|average)\b.*\b(?:IQR|inter-?quartile)", re.IGNORECASE | re.DOTALL)


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "range"):
        (value,), bounds = statement.role("value"), statement.role("low", "high")
        low, high = sorted(bounds, key=exact)
        slack = max(half(place) for place in (value, low, high))
        inside = exact(low) - slack <= exact(value) <= exact(high) + slack
        if inside or _MEAN_OF_QUARTILES.search(statement.what or ""):
            continue
        yield fails(
            "range_holds_value", statement, "medium",
            f"{quoted(value)} lies outside {low.text} to {high.text}: {listed(map(quoted, [value, low, high]))}.",
            f"a value from {low.text} to {high.text}", value.text,
        )  # fmt: skip
