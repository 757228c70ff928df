"""One check over a table of reported numbers: the same rows with a verdict, its reason and what would be consistent."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from extractor import arithmetic
from extractor.arithmetic.printed import CANNOT_TELL, Verdict

ADDED = ("verdict", "reason", "recomputed")

Row = Mapping[str, str]


class RecheckError(Exception):
    """A table that cannot be checked, with the reason."""


@dataclass(frozen=True)
class Check:
    """The columns that a check needs, those that it takes when they are there with what they default to, and itself.

    also: other names of columns, such as those of a table that `fill` filled in.
    """

    needs: tuple[str, ...]
    takes: Mapping[str, str]
    function: Callable[..., Verdict]
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.needs, *self.takes)


def _percent(percent: str, n: str, count: str) -> Verdict:
    return arithmetic.percent_of_count(count, n, percent) if count else arithmetic.percent(percent, n)


def _sd_bounds(mean: str, sd: str, n: str, min: str, max: str) -> Verdict:
    return arithmetic.sd_bounds(mean, sd, n, min, max)


def _sd_or_se(min: str, max: str, **given: str) -> Verdict:
    return arithmetic.sd_or_se(**given, least=min, most=max)


def _of_fill(*names: str) -> dict[str, str]:
    """The columns of two groups as a filled table names them: mean1 is intervention_mean."""
    return {
        f"{name}{number}": f"{arm}_{name}" for number, arm in ((1, "intervention"), (2, "comparator")) for name in names
    }


# The arguments of each function are named as the columns are.
CHECKS = {
    "grim": Check(("mean", "n"), {"items": "1"}, arithmetic.grim),
    "grimmer": Check(("mean", "sd", "n"), {"items": "1"}, arithmetic.grimmer),
    "debit": Check(("mean", "sd", "n"), {}, arithmetic.debit),
    "percent": Check(("percent", "n"), {"count": ""}, _percent),
    "percent_set": Check(("group", "percent"), {"n": ""}, arithmetic.percent_set),
    "sd_bounds": Check(("mean", "sd", "n", "min", "max"), {}, _sd_bounds),
    "p_value": Check(
        ("test", "statistic", "p"),
        {"df1": "", "df2": "", "sign": "=", "tails": "2", "alpha": "0.05"},
        arithmetic.p_value,
    ),
    "interval": Check(
        ("estimate", "lower", "upper"), {"level": "95", "measure": "difference", "p": ""}, arithmetic.interval
    ),
    "scale_range": Check(("scale", "score"), {}, arithmetic.scale_range),
    "p_from_counts": Check(
        ("events1", "n1", "events2", "n2", "p"), {"sign": "="}, arithmetic.p_from_counts, _of_fill("events", "n")
    ),
    "t_from_summary": Check(
        ("mean1", "sd1", "n1", "mean2", "sd2", "n2", "p"),
        {"sign": "=", "tails": ""},
        arithmetic.t_from_summary,
        _of_fill("mean", "sd", "n"),
    ),
    "sd_or_se": Check(
        ("mean1", "spread1", "n1"),
        {"mean2": "", "spread2": "", "n2": "", "label": "SD", "p": "", "sign": "=", "min": "", "max": ""},
        _sd_or_se,
        _of_fill("mean", "n") | {"spread1": "intervention_sd", "spread2": "comparator_sd"},
    ),
    "change_scores": Check(
        (),
        dict.fromkeys(("baseline", "end", "change", "baseline_sd", "end_sd", "change_sd"), ""),
        arithmetic.change_scores,
    ),
}


def recheck(rows: Sequence[Row], name: str) -> list[Verdict]:
    """A verdict for each row.  A row whose numbers cannot be read is "cannot_tell", with the reason.

    Rows have strings, so that "5.20" keeps its decimals.  Raises RecheckError when the first row lacks a column.
    """
    check = CHECKS[name]
    there = rows[0] if rows else {}
    called = {column: check.also.get(column, column) if column not in there else column for column in check.columns}
    missing = [column for column in check.needs if called[column] not in there]
    if rows and missing:
        raise RecheckError(
            f"the check {name} needs the columns {', '.join(check.needs)}; not there: {', '.join(missing)}"
        )
    if rows and not any(column in there for column in called.values()):
        raise RecheckError(f"the check {name} takes the columns {', '.join(check.columns)}; none of them is there")
    if name == "percent_set":
        return _sets(rows)
    judged = lru_cache(maxsize=65536)(lambda *values: _judged(check.function, *values))
    cells = [(called[column], check.takes.get(column, "")) for column in check.columns]
    return [
        judged(check.columns, tuple((row.get(name) or "").strip() or default for name, default in cells))
        for row in rows
    ]


def _judged(function: Callable[..., Verdict], columns: tuple[str, ...], values: tuple[str, ...]) -> Verdict:
    try:
        return function(**dict(zip(columns, values, strict=True)))
    except ValueError as error:
        return Verdict(CANNOT_TELL, str(error))


def _sets(rows: Sequence[Row]) -> list[Verdict]:
    """A verdict on all percentages of a row's group; its own n is judged, or the first that the group has."""
    groups: dict[str, list[str]] = defaultdict(list)
    totals: dict[str, str] = {}
    for row in rows:
        groups[row["group"]].append((row["percent"] or "").strip())
        if (row.get("n") or "").strip():
            totals.setdefault(row["group"], (row.get("n") or "").strip())
    judged = lru_cache(maxsize=None)(_set)
    return [
        judged(tuple(groups[row["group"]]), (row.get("n") or "").strip() or totals.get(row["group"], ""))
        for row in rows
    ]


def _set(shares: tuple[str, ...], n: str) -> Verdict:
    try:
        return arithmetic.percent_set(shares, n or None)
    except ValueError as error:
        return Verdict(CANNOT_TELL, str(error))


def read_table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of a CSV file as printed.  Raises RecheckError, or OSError when it cannot be opened."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            columns, rows = list(reader.fieldnames or ()), list(reader)
    except UnicodeDecodeError:
        raise RecheckError(f"{path} is not UTF-8 text") from None
    except csv.Error as error:
        raise RecheckError(f"{path} is not a CSV table: {error}") from None
    if not columns:
        raise RecheckError(f"{path} is empty; its first line must name the columns")
    wide = next((i for i, row in enumerate(rows, 2) if None in row), None)
    if wide is not None:
        raise RecheckError(f"{path}, line {wide} has more cells than the first line has columns")
    return columns, rows


def write_table(file: TextIO, columns: Sequence[str], rows: Sequence[Row], verdicts: Sequence[Verdict]) -> None:
    """The same rows in the same order, with the three added columns."""
    writer = csv.DictWriter(
        file, [column for column in columns if column not in ADDED] + list(ADDED), extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(_with(rows, verdicts))


def _with(rows: Sequence[Row], verdicts: Sequence[Verdict]) -> Iterator[dict[str, str]]:
    for row, verdict in zip(rows, verdicts, strict=True):
        yield {**row, "verdict": verdict.verdict, "reason": verdict.reason, "recomputed": verdict.recomputed}
