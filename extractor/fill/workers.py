"""Reads each document of the table once, in worker processes with a time limit, and asks it all its rows."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """workers: processes; 1 does the work in this one.  timeout: seconds a document."""

    workers: int = 1
    timeout: float = 120.0
    passwords: tuple[str, ...] = ()


def ask(
    wanted: Mapping[Path, Sequence[int]], rows: Sequence[Row], settings: Settings
) -> Iterator[tuple[Path, Sequence[int], list[Row] | str]]:
    """For each document its places in the table, with the answers, or the reason why there are none."""
    tasks = [(path, places, [rows[at] for at in places]) for path, places in wanted.items()]
    if settings.workers == 1 or len(tasks) == 1:
        for path, places, asked in tasks:
            try:
                answered = answers(path, asked, settings.passwords)
            except Exception as error:  # one document's trouble is no other's
                answered = f"an error in this program: {type(error).__name__}: {error}"
            yield path, places, answered
        return
    from pebble import ProcessExpired, ProcessPool

    pool: Any = ProcessPool(max_workers=min(settings.workers, len(tasks)), context=_context())
    try:
        running = [
            pool.schedule(answers, args=(path, asked, settings.passwords), timeout=settings.timeout)
            for path, _, asked in tasks
        ]
        for (path, places, _), future in zip(tasks, running, strict=True):
            try:
                yield path, places, future.result()
            except TimeoutError:
                yield path, places, f"took longer than {settings.timeout:g} s to read"
            except ProcessExpired:
                yield path, places, "the process that read it died"
            except Exception as error:
                yield path, places, f"an error in this program: {type(error).__name__}: {error}"
    finally:
        pool.stop()
        pool.join()


def answers(path: Path, asked: Sequence[Row], passwords: tuple[str, ...]) -> list[Row] | str:
    """The answers of one document to its rows, or the sentence that says why it cannot be read."""
    from extractor import pipeline
    from extractor.fill.answer import Paper, columns_of, fill_row
    from extractor.readers import Options, ReadError, read

    try:
        document = read(path, path.as_posix(), Options(passwords))
    except ReadError as error:
        return f"the document cannot be read: {error}"
    except OSError as error:
        return f"the document cannot be opened: {error.strerror or error}"
    paper = Paper(document, pipeline.extract_document(document))
    return [columns_of(fill_row(paper, row)) for row in asked]


def _context() -> Any:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(["extractor.pipeline", "extractor.fill.answer"])
    return context
