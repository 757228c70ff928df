"""The same sentence, or the same sum of money, is printed twice with different numbers.

"Among 412 patients, 351 had no scar" and, in a caption, "Among 412 patients, 331 had no scar".

Fires on: two sentences with mostly the same words and the same numbers but one, among them numbers that are not met
    everywhere; one amount of money whose decimal point has moved; a mean ± SD that the text calls by the name of a
    table row, and that is within 3 % of one of the row's and equals none; "did alter food intake" beside "did not
    affect ...".
Silent on: numbers that differ by rounding; a sentence that denies what the other says; years, levels of
    significance, numbers of figures, weeks and groups; sentences that share one rare number and differ widely in
    the other.
Needs: statements of the kinds "twin", "point", "near" and "denial".
Source: Pitkin et al. 1999, doi:10.1001/jama.281.12.1110 (data in abstracts that the text does not have).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import fails, of_kind
from extractor.evidence import Flag
from extractor.study import Record


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "twin", "point", "near", "denial"):
        (one,), (other,) = statement.role("one"), statement.role("other")
        same = statement.role("same")
        if statement.kind == "point":
            said = f"One amount is printed with its decimal point in two places: {quoted(one)} and {quoted(other)}."
        elif statement.kind == "near":
            said = f"The text prints {quoted(one)}, the table's row {quoted(other)}."
        elif statement.kind == "denial":
            said = f"The same is said and denied: {quoted(one)} and {quoted(other)}."
        else:
            also = f", both with {listed(place.text for place in same)}" if same else ""
            said = f"The same is told with {quoted(one)} and with {quoted(other)}{also}."
        yield fails(
            "repeated_sentence",
            statement,
            "medium",
            said,
            f"{one.text} or {other.text}",
            f"{one.text} and {other.text}",
        )
