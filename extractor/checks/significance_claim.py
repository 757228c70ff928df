"""A result is called significant, or not significant, against the p value printed right behind it.

"There was a significant reduction (P = 0.051)".

Fires on: "significant" with one p value behind it that is above 0.05; "not significant" or "no significant
    difference" with a p value below 0.05.
Silent on: p values that print as 0.05; "marginally", "a trend to", "than" and "if"; several p values, other numbers
    or a turn ("but", "whereas") between the words and the p value; papers that state another level, or a Bonferroni
    level.
Needs: statements of the kind "significance": what is claimed or denied, and the p value.
Source: Boutron et al. 2010, doi:10.1001/jama.2010.651 (claims against results); Nuijten et al. 2016,
    doi:10.3758/s13428-015-0664-2 (decision errors).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks.sightings import quoted
from extractor.checks.statements import exact, fails, half, of_kind
from extractor.evidence import Flag
from extractor.study import Record

LEVEL = 0.05
# Other levels, and words that turn the sentence round.
_OTHER = re.compile(
    r"Bonferroni|Holm|\bnone of\b|\ball but\b|multipl\w+ (?:test|comparison)|interim"
    r"|one-(?:sided|tailed)|non-?inferior|equivalen|0?\.10?\b\s(?:level|was considered)|/\s?\d+\s?[=)]",
    re.IGNORECASE,
)


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "significance"):
        (p,), claimed, denied = statement.role("p"), statement.role("claimed"), statement.role("denied")
        value, near = float(exact(p)), float(half(p))
        if _OTHER.search(p.quote) or value > 1:
            continue
        if claimed and (value - near >= LEVEL if p.sign == "=" else value >= LEVEL):
            yield fails(
                "significance_claim", statement, "medium",
                f"{quoted(claimed[0])} is said of a result with p {p.sign} {quoted(p)}, which is not below {LEVEL}.",
                f"p < {LEVEL}, or no word of significance", f"{claimed[0].text}, p {p.sign} {p.text}",
            )  # fmt: skip
        elif denied and (value + near <= LEVEL if p.sign == "=" else value <= LEVEL):
            yield fails(
                "significance_claim", statement, "medium",
                f"{quoted(denied[0])} is said of a result with p {p.sign} {quoted(p)}, which is below {LEVEL}.",
                f"p > {LEVEL}, or a significant difference", f"{denied[0].text}, p {p.sign} {p.text}",
            )  # fmt: skip
