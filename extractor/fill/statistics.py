"""Names the statistic that a heading of a table stands for: "Mean", "SD", "n (%)"."""

from __future__ import annotations

import re

from extractor.readers.spans import plain

STATISTICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words})$", re.IGNORECASE))
    for name, words in (
        ("n", r"n\.?|no\.|number|sample size|number of (?:patients|participants|subjects)|patients|participants"),
        ("p", r"p(?:[- ]?values?)?(?:\W.*)?|significance|sig\.?"),
        ("mean", r"means?|average|m|χ|x̄|x|mean (?:change|score|value|change in scores?|or percent|difference from baseline)s?"),
        ("sd", r"s\.?d\.?|standard deviations?|± ?sd"),
        ("se", r"s\.?e\.?m?\.?|standard errors?|± ?sem?"),
        ("ci", r"(?:9\d ?% ?)?(?:ci|confidence intervals?)(?:,? ?9\d ?%)?"),
        ("median", r"medians?(?: \(iqr\))?"),
        ("iqr", r"iqr|range|inter-?quartile range"),
        ("percent", r"\(?%\)?|percent(?:age)?|rate \(%\)"),
        ("events", r"events?|n with event|cases"),
        ("counted", r"n,? ?[(/]?%\)?|no\.? ?\(%\)"),
        ("scattered", r"mean ?[(±]+ ?sd\)?|mean,? sd"),
    )
)  # fmt: skip


def statistic_of(text: str) -> str | None:
    """The statistic that a heading names and nothing else: "Mean", "SD", "n (%)"; None for any other heading."""
    bare = re.sub(r"\s+", " ", plain(text)).strip(" :,")
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1]
    return next((name for name, pattern in STATISTICS if pattern.match(bare)), None)
