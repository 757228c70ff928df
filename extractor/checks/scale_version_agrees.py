"""A scale is named with two numbers of items in different places.

The abstract says "HDRS-17", the methods say "21-item Hamilton Depression Rating Scale (HDRS-21)".

Fires on: two versions of one scale by its name or letters, in the title, abstract, methods or results.
Silent on: reviews, guides and documents that retell studies; three or more versions; versions that one sentence
    names together; the introduction and the discussion, which speak of other studies.
Needs: statements of the kind "version".
Source: CONSORT 2010 item 6a, doi:10.1136/bmj.c332 (completely defined outcome measures).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import fails, of_kind, of_one_study
from extractor.evidence import Flag
from extractor.study import Record


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "version") if of_one_study(record) else ():
        versions = statement.role("version")
        yield fails(
            "scale_version_agrees", statement, "medium",
            f"One scale is named in two versions: {listed(map(quoted, versions))}.",
            "one version, or a word on why there are two", listed(place.text for place in versions),
        )  # fmt: skip
