"""The level of significance cannot be what is meant: 0.05 % for 0.05, or a "Bonferroni" level that is another's.

Fires on: an alpha or level of significance of 0.05 %, 0.01 % and the like (5 % is 0.05); a level called
    Bonferroni's that is no usual level divided by a number of tests but Šidák's level for it.
Silent on: levels without "%"; levels that some number of tests explains.
Needs: statements of the kinds "alpha" and "bonferroni".
Source: Šidák 1967, doi:10.1080/01621459.1967.10482935: 1 - (1 - alpha)^(1/k); Bonferroni: alpha / k.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import quoted
from extractor.checks.statements import exact, fails, half, of_kind
from extractor.evidence import Flag
from extractor.study import Record

LEVELS = (0.05, 0.1, 0.01)
MOST_TESTS = 40


def sidak(level: float, decimals: int) -> int | None:
    """The number of tests for which a level is Šidák's for 0.05."""
    near = 0.5 * 10.0**-decimals + 1e-12
    return next((k for k in range(2, MOST_TESTS + 1) if abs(1 - 0.95 ** (1 / k) - level) <= near), None)


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "alpha"):
        (level,) = statement.role("level")
        yield fails(
            "alpha_level", statement, "low",
            f"A level of significance of {quoted(level)} % is {float(exact(level)) / 100:g}; 0.05 is 5 %.",
            f"{level.text}, or {float(exact(level) * 100):g}%", f"{level.text}%",
        )  # fmt: skip
    for statement in of_kind(record, "bonferroni"):
        (level,) = statement.role("threshold")
        value, decimals = float(exact(level)), len((level.number or "").partition(".")[2])
        tests = sidak(value, decimals)
        if tests is None or abs(0.05 / tests - value) <= float(half(level)) or _near(value, decimals):
            continue
        yield fails(
            "alpha_level", statement, "low",
            f"{quoted(level)} is called Bonferroni's level, which for {tests} tests is "
            f"0.05 / {tests} = {0.05 / tests:.4f}; "
            f"1 - 0.95^(1/{tests}) = {1 - 0.95 ** (1 / tests):.4f} is Šidák's.",
            f"{0.05 / tests:.4f}", level.text,
        )  # fmt: skip


def _near(value: float, decimals: int) -> bool:
    """Whether a level is Bonferroni's for some number of tests within its rounding."""
    near = 0.5 * 10.0**-decimals + 1e-12
    return any(abs(a / k - value) <= near for a in LEVELS for k in range(1, MOST_TESTS + 1))
