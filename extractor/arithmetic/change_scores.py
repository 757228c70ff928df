"""Do a mean at baseline, one at the end and the mean change between them stand together, and their SDs?

From 18.7 to 9.3 is a change of -9.4.  The SD of the changes lies between the difference and the sum of the other two
SDs, because the correlation between start and end lies between -1 and 1.

Source: Higgins et al., Cochrane Handbook 6.5.2.8, for r = (sb^2 + se^2 - sc^2) / (2 sb se); here it is impossible only
if no numbers that print so have a correlation from -1 to 1.
"""

from __future__ import annotations

from fractions import Fraction

from extractor.arithmetic.printed import CANNOT_TELL, CONSISTENT, INCONSISTENT, Printed, Verdict, decimal, printed


def change_scores(
    baseline: str = "", end: str = "", change: str = "",
    baseline_sd: str = "", end_sd: str = "", change_sd: str = "",
) -> Verdict:  # fmt: skip
    """Whether means, SDs or both of the same people at two times fit those of their changes.

    A change may be printed as an improvement, with the other sign.  Raises ValueError for what is no number, or when
    neither all means nor all SDs are there.
    """
    means, sds = (baseline, end, change), (baseline_sd, end_sd, change_sd)
    verdicts = []
    if all(text.strip() for text in means):
        verdicts.append(_of_means(*(printed(text, "the mean") for text in means)))
    if all(text.strip() for text in sds):
        verdicts.append(_of_sds(*(printed(text, "the SD") for text in sds)))
    if not verdicts:
        raise ValueError("neither three means nor three SDs (baseline, end, change) are there")
    wrong = [one for one in verdicts if one.verdict == INCONSISTENT]
    unsure = [one for one in verdicts if one.verdict == CANNOT_TELL]
    chosen = wrong or ([] if len(unsure) < len(verdicts) else unsure) or verdicts
    return Verdict(
        chosen[0].verdict if chosen is not verdicts else CONSISTENT,
        "; ".join(one.reason for one in chosen),
        "; ".join(one.recomputed for one in chosen if one.recomputed),
    )


def _of_means(baseline: Printed, end: Printed, change: Printed) -> Verdict:
    exact = end.value - baseline.value
    slack = baseline.half + end.half + change.half
    shown = decimal(exact, max(baseline.decimals, end.decimals))
    told = f"from {baseline.text} to {end.text} is a change of {shown}"
    if abs(exact - change.value) <= slack:
        return Verdict(CONSISTENT, told, shown)
    if abs(exact + change.value) <= slack:
        return Verdict(CONSISTENT, f"{told}, printed as an improvement", shown)
    return Verdict(INCONSISTENT, f"{told}, not {change.text}", shown)


def _of_sds(baseline: Printed, end: Printed, change: Printed) -> Verdict:
    if any(one.value < 0 for one in (baseline, end, change)):
        return Verdict(INCONSISTENT, "an SD cannot be negative")
    least = max(abs(baseline.value - end.value) - baseline.half - end.half, Fraction(0))
    most = baseline.high + end.high
    decimals = max(baseline.decimals, end.decimals)
    bounds = f"{decimal(least, decimals + 1)} to {decimal(most, decimals + 1)}"
    known = baseline.value > 0 and end.value > 0
    r = float((baseline.value**2 + end.value**2 - change.value**2) / (2 * baseline.value * end.value)) if known else 0.0
    if change.high < least or change.low > most:
        implied = f" (implied correlation {r:.3g})" if known else ""
        return Verdict(
            INCONSISTENT,
            f"with SDs of {baseline.text} and {end.text} that of the change is {bounds}, not {change.text}{implied}",
            bounds,
        )
    if not known:
        return Verdict(CANNOT_TELL, "an SD that prints as 0 leaves the correlation open")
    return Verdict(CONSISTENT, f"the implied correlation between start and end is {r:.3f}", f"{r:.3f}")
