"""Is a printed spread a standard deviation or a standard error?

A standard error is the SD divided by the square root of n, and papers often print one under the name of the other.
Three things tell them apart: a bounded scale (24.1 with "SD" 0.1, n = 40, cannot be an SD of whole scores), a p value
that follows from the spreads only as the one or the other, and another group whose spread is the square root of n
times larger.

Source: Higgins et al., Cochrane Handbook 6.5.2.2, for telling SE from SD; Bhatia and Davis 2000,
doi:10.1080/00029890.2000.12005203, for the greatest SD on a scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from extractor.arithmetic.p_value import Claim, claim
from extractor.arithmetic.printed import CANNOT_TELL, CONSISTENT, INCONSISTENT, Verdict, printed
from extractor.arithmetic.sd_bounds import sd_limits
from extractor.arithmetic.t_from_summary import Group, group, readings

KINDS = {"sd": "SD", "s.d.": "SD", "se": "SE", "sem": "SE", "s.e.": "SE", "s.e.m.": "SE", "": "SD"}
NAMES = {"SD": "standard deviation", "SE": "standard error"}
LIKE = 1.25  # spreads of two groups that differ by less, once one of them is taken as an SE, hint at a mixture
UNLIKE = 3.0  # ... if they differ by more as printed


def sd_or_se(
    mean1: str, spread1: str, n1: str, mean2: str = "", spread2: str = "", n2: str = "",
    label: str = "SD", p: str = "", sign: str = "=", least: str = "", most: str = "",
) -> Verdict:  # fmt: skip
    """Whether spreads of one or two groups can be what their label says, SD or SE.

    p is that of a t test between the two groups; least and most are the ends of the scale.  What neither p nor scale
    decides is "cannot_tell"; recomputed is the kind that fits.  Raises ValueError for what is no number or kind.
    """
    kind = KINDS.get(label.strip().lower())
    if kind is None:
        raise ValueError(f"the label {label!r} is neither SD nor SE")
    groups = [group(mean1, spread1, n1)]
    if spread2.strip() or mean2.strip() or n2.strip():
        groups.append(group(mean2, spread2, n2))
    if any(one.spread.value < 0 for one in groups):
        return Verdict(INCONSISTENT, "a spread cannot be negative")
    if any(one.n < 2 for one in groups):
        return Verdict(CANNOT_TELL, "one value has no standard deviation")
    against: dict[str, list[str]] = {"SD": [], "SE": []}
    if least.strip() and most.strip():
        _by_scale(groups, least, most, against)
    if p.strip() and len(groups) == 2:
        _by_p(groups, claim(p, sign), against)
    other = "SE" if kind == "SD" else "SD"
    if against[kind]:
        fits = "neither SD nor SE" if against[other] else other
        return Verdict(INCONSISTENT, "; ".join(against[kind] + against[other]), fits)
    if against[other]:
        return Verdict(CONSISTENT, "; ".join(against[other]), kind)
    return Verdict(CANNOT_TELL, _mixture(groups) or "nothing tells a standard deviation from a standard error here")


def _by_scale(groups: Sequence[Group], least: str, most: str, against: dict[str, list[str]]) -> None:
    low, high = printed(least, "the minimum").value, printed(most, "the maximum").value
    if low > high:
        raise ValueError(f"the minimum {least} is above the maximum {most}")
    for one in groups:
        limits = sd_limits(one.mean, one.n, low, high)
        if limits is None or one.mean.high < low or one.mean.low > high:
            continue  # the mean is none of this scale, which tells nothing of its spread
        for kind, times in (("SD", 1.0), ("SE", sqrt(one.n))):
            ends = float(one.spread.low) * times, float(one.spread.high) * times
            if ends[1] < limits[0] - 1e-9 or ends[0] > limits[1] + 1e-9:
                against[kind].append(
                    f"as a {NAMES[kind]}, {one.spread.text} is impossible around {one.mean.text} "
                    f"from {least} to {most} (n = {one.n}): the SD can be {limits[0]:.3g} to {limits[1]:.3g}"
                    + (f", and would be {float(one.spread.value) * times:.3g}" if kind == "SE" else "")
                )


def _by_p(groups: Sequence[Group], said: Claim, against: dict[str, list[str]]) -> None:
    if all(one.spread.value == 0 for one in groups):
        return
    spans = {kind: readings(groups, as_errors=kind == "SE") for kind in ("SD", "SE")}
    fits = {kind: any(said.allows(*span) for span in found.values()) for kind, found in spans.items()}
    if fits["SD"] == fits["SE"]:
        return
    wrong = "SE" if fits["SD"] else "SD"
    span = spans[wrong]["Welch's t test"]
    against[wrong].append(f"as {NAMES[wrong]}s they would give p {span.low:.2g} to {span.high:.2g}, not p {said.text}")


def _mixture(groups: Sequence[Group]) -> str:
    """Words on two groups whose spreads are alike only if one is an SE and the other an SD."""
    if len(groups) < 2 or any(one.spread.value <= 0 for one in groups):
        return ""
    small, large = sorted(groups, key=lambda one: one.spread.value)
    ratio = float(large.spread.value / small.spread.value)
    if ratio > UNLIKE and 1 / LIKE < ratio / sqrt(small.n) < LIKE:
        return (
            f"{small.spread.text} times the square root of {small.n} is near {large.spread.text}: "
            "one may be a standard error and the other a standard deviation"
        )
    return ""
