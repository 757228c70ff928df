"""What stands behind "±" is a standard deviation in the methods and a standard error in the captions.

Fires on: a sentence that declares the results to be mean ± SD, and a caption that declares mean ± SEM, or the
    reverse.
Silent on: methods that name both, or say "unless otherwise stated"; declarations for one table, figure or baseline
    only.
Needs: statements of the kind "spread": what is declared, and the captions that say otherwise.
Source: Altman and Bland 2005, doi:10.1136/bmj.331.7521.903 (standard deviations and standard errors).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import fails, of_kind
from extractor.evidence import Flag
from extractor.study import Record


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "spread"):
        (declared,), captions = statement.role("declared"), statement.role("caption")
        yield fails(
            "spread_named", statement, "medium",
            f"The results are said to have their {quoted(declared)}, but captions say {listed(map(quoted, captions))}: "
            "a standard error is the standard deviation divided by the root of n.",
            "one kind of spread, or a word on which results have which",
            f"{declared.text} and {captions[0].text}",
        )  # fmt: skip
