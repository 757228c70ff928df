"""Fills a reviewer's own table of comparisons with the numbers of the papers, each with its quotation.

`table` reads and writes the CSV, `workers` reads each document once, `answer` fills a row; the other files find arms,
rows, columns, times and sentences, and compute what reviewers compute.
"""

from extractor.fill.table import COLUMNS, FillError, Outcome, fill

__all__ = ["COLUMNS", "FillError", "Outcome", "fill"]
