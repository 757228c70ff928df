"""The same two results are printed twice with different p values.

"31 ± 12 versus 26 ± 9 minutes, P = 0.027" in the abstract, and the table's row of both has 0.058.

Fires on: two results with their spread or percentage, printed in a sentence with a p value, that stand in a table
    row, or another sentence, whose own p values all differ by more than rounding.
Silent on: "<" beside an exact value that it allows; rows without a p value; results that share one of the two only.
Needs: statements of the kind "p_twice".
Source: Pitkin et al. 1999, doi:10.1001/jama.281.12.1110 (data in abstracts that the text does not have).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import exact, fails, of_kind
from extractor.evidence import Flag, Reported
from extractor.study import Record

LEVEL = 0.05


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "p_twice"):
        first, *others = statement.role("p")
        values = [place.text for place in statement.role("value")]
        sides = {_below(place) for place in (first, *others)}
        told = listed(map(_signed, others))
        yield fails(
            "repeated_p", statement, "high" if len(sides) > 1 and len(others) == 1 else "medium",
            f"For {listed(values)}, p is {_signed(first)}, but elsewhere {told}.",
            "one p value for one comparison", listed(place.text for place in (first, *others)),
        )  # fmt: skip


def _signed(place: Reported) -> str:
    return f"{place.sign if place.sign != '=' else ''}{quoted(place)}"


def _below(place: Reported) -> bool:
    return float(exact(place)) < LEVEL or (place.sign == "<" and float(exact(place)) <= LEVEL)
