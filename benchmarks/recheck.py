"""Prints how many rows a second `extractor recheck` judges, check by check, on tables of rows that all differ.

    python benchmarks/recheck.py [--rows 100000]

The rows are honest numbers as benchmarks/honesty.py draws them.  Reading and writing the table is not timed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from honesty import CHECKS as DRAWN
from honesty import Drawer

from extractor.recheck import CHECKS, recheck

# What each check's drawn arguments are called in a table, where that is not the order of its columns.
COLUMNS = {
    "percent_of_count": ("count", "n", "percent"),
    "p_value": ("test", "statistic", "df1", "df2", "sign", "p"),
    "sd_or_se": ("mean1", "spread1", "n1", "mean2", "spread2", "n2", "label", "p", "sign", "min", "max"),
}


def table_of(drawn: str, rows: int) -> list[dict[str, str]]:
    drawer = Drawer(3, "half up")
    if drawn == "percent_set":
        found: list[dict[str, str]] = []
        while len(found) < rows:
            *shares, n = drawer.percent_set()
            found += [{"group": str(len(found)), "percent": share, "n": n} for share in shares]
        return found[:rows]
    columns = COLUMNS.get(drawn) or CHECKS[drawn].columns
    method, empty = getattr(drawer, drawn), dict.fromkeys(CHECKS.get(drawn, CHECKS["percent"]).columns, "")
    return [empty | _named(columns, method()) for _ in range(rows)]


def _named(columns: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    return dict(zip(columns, values, strict=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    print(f"{'check':18}{'rows':>9}{'different':>11}{'seconds':>9}{'a second':>10}")
    for drawn in DRAWN:
        name = "percent" if drawn == "percent_of_count" else drawn
        # Rows that people check differ; drawing some thousands and repeating them would time the cache.
        table = table_of(drawn, rows)
        different = len({tuple(row.values()) for row in table})
        began = time.process_time()
        recheck(table, name)
        took = time.process_time() - began
        print(f"{drawn:18}{len(table):9}{different:11}{took:9.2f}{len(table) / took:10.0f}", flush=True)


if __name__ == "__main__":
    main()
