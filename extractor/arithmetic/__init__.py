"""What reported numbers allow: exact arithmetic on numbers as they are printed.

The functions take strings ("5.20" has two decimals) and know nothing of papers.  Each gives a `Verdict`.  A printed
number stands for every number that some rule of rounding to the nearest prints so: the closed interval of half a unit
of its last digit to both sides.  What any such rule allows is consistent.
"""

from extractor.arithmetic.change_scores import change_scores
from extractor.arithmetic.debit import debit
from extractor.arithmetic.grim import grim
from extractor.arithmetic.grimmer import grimmer
from extractor.arithmetic.interval import interval
from extractor.arithmetic.p_from_counts import p_from_counts
from extractor.arithmetic.p_value import p_value
from extractor.arithmetic.percent import percent, percent_of_count, percent_set
from extractor.arithmetic.printed import Printed, Verdict
from extractor.arithmetic.scale_range import scale_range
from extractor.arithmetic.sd_bounds import sd_bounds
from extractor.arithmetic.sd_or_se import sd_or_se
from extractor.arithmetic.t_from_summary import t_from_summary

__all__ = [
    "Printed", "Verdict", "change_scores", "debit", "grim", "grimmer", "interval", "p_from_counts", "p_value",
    "percent", "percent_of_count", "percent_set", "scale_range", "sd_bounds", "sd_or_se", "t_from_summary",
]  # fmt: skip
