"""The text points to a figure or table that is not there, or never mentions one that is.

Fires on: a number right behind the last caption that the text cites and no line begins with, in documents whose
    captions run from 1 without a gap (low); a caption that nothing cites (low).
Silent on: supplementary, additional and extended figures; figures of other papers; documents without captions;
    plain texts, which may have lost what they point to, for what is cited and not there.
Needs: statements of the kinds "not_shown" and "not_cited".
Source: CONSORT 2010 explanation, doi:10.1136/bmj.c869 (each table and figure is called out in the text).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import fails, of_kind
from extractor.evidence import Flag
from extractor.study import Record

WITH_FIGURES = {"pdf", "jats", "html"}


def check(record: Record) -> Iterator[Flag]:
    if record.document.status == "ok" and record.document.format in WITH_FIGURES:
        for statement in of_kind(record, "not_shown"):
            (cited,), (last,) = statement.role("cited"), statement.role("last")
            yield fails(
                "figures_cited", statement, "low",
                f"Number {cited.number} is cited in {quoted(cited)}, but the captions end with {quoted(last)}.",
                f"a caption with number {cited.number}", f"captions up to {last.text}",
            )  # fmt: skip
    for statement in of_kind(record, "not_cited"):
        shown = statement.role("shown")
        yield fails(
            "figures_cited", statement, "low",
            f"Nothing in the text cites {listed(map(quoted, shown))}.",
            "a citation of each figure and table", listed(place.text for place in shown),
        )  # fmt: skip
