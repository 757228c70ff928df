"""The title promises a design that the text takes back.

"A randomized double-blind trial" in the title, "this was an open-label study" in the methods.

Fires on: a title that says "randomized" or "double-blind", and a sentence that says of this study that it was not;
    a title that says "randomized" above long methods that nowhere speak of randomization or allocation.
Silent on: reviews and guides; extensions, other phases and other studies; short methods; designs that only the
    abstract claims.
Needs: statements of the kind "design".
Source: Boutron et al. 2010, doi:10.1001/jama.2010.651 (claims against results); CONSORT 2010 item 1a.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import quoted
from extractor.checks.statements import fails, of_kind, of_one_study
from extractor.evidence import Flag
from extractor.study import Record


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "design") if of_one_study(record) else ():
        (claim,), against, silent = statement.role("claim"), statement.role("against"), statement.role("silent")
        if against:
            said = f"but the text says {quoted(against[0])}"
        else:
            said = f"but the text below {quoted(silent[0])} nowhere speaks of randomization or allocation"
        yield fails(
            "design_claim", statement, "high" if against else "medium",
            f"The title says {quoted(claim)}, {said}.",
            "one design", f"{claim.text} and {against[0].text if against else 'no word of it'}",
        )  # fmt: skip
