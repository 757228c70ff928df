"""A registration number cannot be one of its registry, or is printed twice with a digit that differs.

"NCT0072640" has seven digits; ClinicalTrials.gov gives eight.

Fires on: numbers of ClinicalTrials.gov (NCT and eight digits), ISRCTN (eight), EudraCT (year, six digits, two check
    digits), ANZCTR (14), ChiCTR, DRKS and UMIN that have another form; two numbers of one registry that differ by one
    digit, or by two digits that changed places.
Silent on: numbers cut by a line end; numbers in the reference list; numbers of sister trials, which differ in the last
    digits. Whether a number of the right form exists cannot be told offline; ISRCTN numbers carry no check digit that
    could be confirmed on known numbers, and EudraCT's is not published.
Needs: statements of the kinds "registration_form" and "registration_twice".
Source: De Angelis et al. 2004, doi:10.1056/NEJMe048225 (ICMJE on registration); the registries' own forms.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import quoted
from extractor.checks.statements import fails, of_kind, of_one_study
from extractor.evidence import Flag
from extractor.study import Record

FORMS = {
    "ClinicalTrials.gov": "NCT and 8 digits",
    "ISRCTN": "ISRCTN and 8 digits",
    "EudraCT": "YYYY-NNNNNN-CC",
    "ACTRN": "ACTRN and 14 digits that begin with 126",
    "ChiCTR": "ChiCTR, a kind of trial and 8 digits, or 10 digits",
    "DRKS": "DRKS and 8 digits",
    "UMIN": "UMIN and 9 digits",
}


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "registration_form"):
        (registry,), (number,) = statement.role("registry"), statement.role("number")
        digits = sum(map(str.isdigit, str(number.value)))
        form = FORMS[str(registry.value)]
        yield fails(
            "registration", statement, "medium",
            f"{quoted(number)} has {digits} digits; numbers of {registry.value} have the form {form}.",
            form, number.text,
        )  # fmt: skip
    for statement in of_kind(record, "registration_twice") if of_one_study(record) else ():
        (one,), (other,) = statement.role("one"), statement.role("other")
        yield fails(
            "registration", statement, "medium",
            f"The registration number is {quoted(one)} in one place and {quoted(other)} in another.",
            "one number", f"{one.text} and {other.text}",
        )  # fmt: skip
