"""Runs the checks over a finished run: those across documents at its end, and all of them again when asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.checks import ACROSS_NAMES, in_order, run_across, run_checks
from extractor.evidence import Flag
from extractor.store import Store
from extractor.study import Record


def check_across(store: Store, paths: Sequence[str]) -> None:
    """Put the flags across documents into the records of a run, in place of those of an earlier one."""
    found = run_across(store.records(paths), lambda path: next(store.records([path])))
    touched = store.flagged(ACROSS_NAMES) | found.keys()
    for path in paths:
        if path in touched:
            record = next(store.records([path]))
            own = [flag for flag in record.flags if flag.check not in ACROSS_NAMES]
            _keep(store, record, [*own, *found.get(path, [])])


def check_again(store: Store, paths: Iterable[str]) -> None:
    """Run every check anew over the records of a run, without reading a document."""
    told = list(paths)
    for path in told:
        record = next(store.records([path]))
        if record.document.status != "failed":
            across = [flag for flag in record.flags if flag.check in ACROSS_NAMES]
            _keep(store, record, [*run_checks(record), *across])
    check_across(store, told)


def _keep(store: Store, record: Record, flags: Iterable[Flag]) -> None:
    ordered = in_order(flags)
    if ordered != record.flags:
        store.set_flags(record.model_copy(update={"flags": ordered}))
