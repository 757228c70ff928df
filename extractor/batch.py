"""Many documents: each is read in a worker process under a time limit, and the evidence is left in a folder.

A document that fails, hangs or takes its process down costs itself only: it keeps its place with status and reason.
What was read is in the store at once, so that a stopped run goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from extractor.exports import EXPORTS
from extractor.store import NOT_REUSABLE, Entry, Store, fingerprint, versions
from extractor.study import DocumentInfo, Record

STORE = "evidence.sqlite"
RUN = "run.json"
# A worker is replaced now and then, so that what C libraries and vocabularies pile up over thousands of papers goes.
DOCUMENTS_A_WORKER = 200

Extract = Callable[[Path, str], Record]


class BatchError(Exception):
    """A sentence for the user: the run cannot begin as it was asked for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run.  None of it changes what is read of a readable file, so none of it is part of a fingerprint."""

    workers: int
    timeout: float = 120.0
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    fresh: bool = False
    passwords: tuple[str, ...] = field(default=(), repr=False)  # never written down

    def told(self) -> dict[str, Any]:
        """The settings as they may be written into the evidence: without the passwords."""
        return {name: value for name, value in asdict(self).items() if name != "passwords"}


@dataclass(frozen=True, slots=True)
class Task:
    """One document to read: its file, its path as the user gave it, and the fingerprint of the reading."""

    path: Path
    shown: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a task: a record, or the reason why there is none."""

    task: Task
    record: Record | None
    reason: str = ""
    seconds: float = 0.0


@dataclass
class Report:
    """What a run did; flags are (document, severity, check, message) of the failing ones."""

    out: Path
    entries: list[Entry] = field(default_factory=list)
    reused: set[str] = field(default_factory=set)
    skipped: list[str] = field(default_factory=list)
    flags: list[tuple[str, str, str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def statuses(self) -> Counter[str]:
        return Counter(entry.status for entry in self.entries)

    def severities(self) -> Counter[str]:
        return Counter(severity for _, severity, _, _ in self.flags)


def all_cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def collect(paths: Iterable[Path]) -> list[Path]:
    """The documents under files and folders: arguments in their order, the files of a folder sorted, each file once.

    A file that is named is always one of them; in folders, hidden files and other formats are passed over.  A folder
    that cannot be opened stands for itself, so that it shows up as failed.
    """
    return [path for path, wanted in _walk(paths) if wanted]


def passed_over(paths: Iterable[Path]) -> list[Path]:
    """The files in folders that `collect` leaves out because their format is not one that can be read."""
    return [path for path, wanted in _walk(paths) if not wanted]


def _walk(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    seen: set[Path] = set()
    for given in paths:
        for path, wanted in _under(given, seen) if given.is_dir() else [(given, True)]:
            real = path.resolve()
            if real not in seen:
                seen.add(real)
                yield path, wanted


def _under(folder: Path, seen: set[Path]) -> Iterator[tuple[Path, bool]]:
    from extractor.readers import SUFFIXES

    try:
        items = sorted(folder.iterdir(), key=lambda item: item.name)
    except OSError:
        yield folder, True
        return
    for item in items:
        if item.name.startswith("."):
            continue
        if item.is_dir():
            real = item.resolve()
            if real not in seen:  # a link may lead back up
                seen.add(real)
                yield from _under(item, seen)
        elif item.name not in OUTPUTS:
            yield item, item.suffix.lower() in SUFFIXES


OUTPUTS = frozenset({STORE, RUN, *(export.name for export in EXPORTS)})


def shown(path: Path) -> str:
    """The path as a record holds it: as given, with slashes, and characters that are no text spelled out."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def run(
    paths: Iterable[Path],
    out: Path,
    settings: Settings,
    on_done: Callable[[Entry], None] = lambda entry: None,
    extract: Extract | None = None,
) -> Report:
    """Read every document under the paths and write the evidence into a folder that exists."""
    from extractor.checking import check_across

    began, started = time.perf_counter(), _now()
    given = list(paths)
    documents = {shown(path): path for path in collect(given)}
    report = Report(out, skipped=[shown(path) for path in passed_over(given)])
    with Store(out / STORE) as store:
        noted = store.begin_run(started, list(documents), versions(), settings.told())
        pending = _pending(documents, store, settings, report, on_done)
        for read in _ENGINES[settings.engine](pending, settings, extract or _extract_with(settings)):
            record = read.record or _failed(read.task, read.reason)
            store.put(record, read.task.fingerprint if read.record else NOT_REUSABLE, round(read.seconds, 3))
            on_done(store.entry(record.document.path))
        check_across(store, list(documents))
        for path in documents:
            report.entries.append(store.entry(path))
            report.flags += [(path, *flag) for flag in store.flags(path)]
        _export(store, list(documents), out)
        report.seconds = round(time.perf_counter() - began, 3)
        finished = _now()
        _write_run(report, settings, started, finished)
        store.end_run(noted, finished)
    return report


def check(out: Path) -> Report:
    """Run the checks again over the last finished run in a folder, and write its files anew."""
    from extractor.checking import check_again

    began = time.perf_counter()
    if not (out / STORE).is_file():
        raise BatchError(f"{out} holds no finished run: there is no {STORE}")
    report = Report(out)
    with Store(out / STORE) as store:
        paths = store.last_paths()
        if not paths:
            raise BatchError(f"{out} holds no finished run")
        check_again(store, paths)
        for path in paths:
            report.entries.append(store.entry(path))
            report.flags += [(path, *flag) for flag in store.flags(path)]
        _export(store, paths, out)
    if (out / RUN).is_file():
        told = json.loads((out / RUN).read_text(encoding="utf-8"))
        _write_json({**told, "flags": _flags_told(report)}, out)
    report.seconds = round(time.perf_counter() - began, 3)
    return report


def _pending(
    documents: dict[str, Path], store: Store, settings: Settings, report: Report, on_done: Callable[[Entry], None]
) -> Iterator[Task]:
    """The documents that the store does not hold as they are now."""
    for name, path in documents.items():
        try:
            mark = fingerprint(path) if path.is_file() else NOT_REUSABLE
        except OSError:  # the reader will meet it again, and say so
            mark = NOT_REUSABLE
        if not settings.fresh and store.has(name, mark) and not _may_go_better(store.entry(name), settings):
            report.reused.add(name)
            on_done(store.entry(name))
        else:
            yield Task(path, name, mark)


def _may_go_better(entry: Entry, settings: Settings) -> bool:
    """Whether an unchanged file that failed has a new chance: there are passwords now, or OCR."""
    from extractor.readers import errors, ocr

    reason = entry.reason or ""
    if entry.status != "failed":
        return False
    if reason.startswith(errors.NEEDS_PASSWORD):
        return bool(settings.passwords)
    scanned = reason.startswith((errors.NO_TEXT, errors.GARBLED)) and errors.OCR_IN_VAIN not in reason
    return scanned and ocr.is_available()


def _extract_with(settings: Settings) -> Extract:
    return partial(_extract, passwords=settings.passwords, seconds=settings.timeout)


def _extract(path: Path, name: str, passwords: tuple[str, ...], seconds: float) -> Record:
    """The pipeline, imported where it runs: in the worker."""
    from extractor.pipeline import extract
    from extractor.readers import Options

    return extract(path, name, Options(passwords, seconds))


def _failed(task: Task, reason: str) -> Record:
    from extractor.pipeline import failed

    return failed(task.path, task.shown, reason)


def _read(extract: Extract, path: Path, name: str) -> tuple[str, float]:
    """Read one document in a worker: its record as JSON, and the seconds it took."""
    began = time.perf_counter()
    record = extract(path, name) if path.is_file() or not path.exists() else _not_a_file(path, name)
    return record.model_dump_json(), time.perf_counter() - began


def _not_a_file(path: Path, name: str) -> Record:
    """The failed record of something that must not be opened: to read a pipe would be to wait for ever."""
    reason = "the folder cannot be opened" if path.is_dir() else "this is not a regular file"
    nothing = hashlib.sha256(b"").hexdigest()
    info = DocumentInfo(id=nothing, name=Path(name).name, path=name, format="", status="failed", problems=[reason])
    return Record(document=info)


def _local(tasks: Iterator[Task], settings: Settings, extract: Extract) -> Iterator[Read]:
    """Worker processes on this machine, with two tasks each at most, however many documents there are."""
    first = next(tasks, None)
    if first is None:
        return
    from pebble import ProcessPool

    pool: Any = ProcessPool(max_workers=settings.workers, max_tasks=DOCUMENTS_A_WORKER, context=_context())
    running: dict[Future[tuple[str, float]], Task] = {}
    try:
        for task in chain([first], tasks):
            args = (extract, task.path, task.shown)
            running[pool.schedule(_read, args=args, timeout=settings.timeout)] = task
            if len(running) >= 2 * settings.workers:
                yield from _settled(running, settings)
        import pandas  # noqa: F401  # wanted at the end; loads while the workers work

        while running:
            yield from _settled(running, settings)
    finally:
        pool.stop()
        pool.join()


def _context() -> Any:
    """Where the platform has it, a server process loads the program once and every worker is a copy of it.

    A copy of this very process would not do: it has threads, and a lock held by one of them stays locked in the copy.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extractor.pipeline"])
    return context


def _settled(running: dict[Future[tuple[str, float]], Task], settings: Settings) -> Iterator[Read]:
    """Wait for a task to end, and hand over every one that has."""
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield _outcome(running.pop(future), future, settings)


def _outcome(task: Task, future: Future[tuple[str, float]], settings: Settings) -> Read:
    from pebble import ProcessExpired

    try:
        text, seconds = future.result()
    except TimeoutError:
        return Read(task, None, f"took longer than {settings.timeout:g} s", settings.timeout)
    except ProcessExpired as error:
        return Read(task, None, f"the process that read it died ({_death(error.exitcode)})")
    except Exception as error:
        said = " ".join(str(error).split())
        return Read(task, None, f"an error in this program: {type(error).__name__}{': ' if said else ''}{said}")
    return Read(task, Record.model_validate_json(text), seconds=seconds)


def _death(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"


def _dask(tasks: Iterator[Task], settings: Settings, extract: Extract) -> Iterator[Read]:
    """Workers of a Dask cluster, here or behind a scheduler; all must see the files under the same paths."""
    first = next(tasks, None)
    if first is None:
        return
    with _client(settings) as client:
        import distributed

        running: set[Any] = set()
        for task in chain([first], tasks, [None]):
            if task is not None:
                running.add(client.submit(_read_on_dask, extract, task, settings, pure=False))
            while running and (task is None or len(running) >= 2 * max(1, sum(client.nthreads().values()))):
                done, running = distributed.wait(list(running), return_when="FIRST_COMPLETED")
                for future in done:
                    yield future.result()
        client.run(_end_child)


def _client(settings: Settings) -> Any:
    try:
        from distributed import Client, config
    except ImportError:
        raise BatchError("the dask engine is not installed: pip install 'evidence-extractor[dask]'") from None
    if settings.scheduler is None:
        config["distributed"]["worker"]["daemon"] = False  # see _read_on_dask
        quiet = {"dashboard_address": None, "silence_logs": logging.ERROR}
        return Client(n_workers=settings.workers, threads_per_worker=1, **quiet)
    try:
        return Client(settings.scheduler, timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        raise BatchError(f"no Dask scheduler answers at {settings.scheduler} ({error})") from error


def _read_on_dask(extract: Extract, task: Task, settings: Settings) -> Read:
    """Read one document in a child of the Dask worker: only a process can be ended when its time is over.

    It also keeps the PDF library, which is not made for threads, to one thread.
    """
    if multiprocessing.current_process().daemon:
        how = "start the Dask workers with DASK_DISTRIBUTED__WORKER__DAEMON=False"
        return Read(task, None, f"this Dask worker may not start the process that a time limit needs ({how})")
    future = _child().schedule(_read, args=(extract, task.path, task.shown), timeout=settings.timeout)
    return _outcome(task, future, settings)


@cache
def _child() -> Any:
    """The pool of one process that a Dask worker keeps for its documents."""
    from pebble import ProcessPool

    return ProcessPool(max_workers=1, max_tasks=DOCUMENTS_A_WORKER, context=_context())


def _end_child() -> None:
    if _child.cache_info().currsize:
        _child().stop()
        _child().join()
        _child.cache_clear()


_ENGINES: dict[str, Callable[[Iterator[Task], Settings, Extract], Iterator[Read]]] = {"local": _local, "dask": _dask}


def _export(store: Store, paths: list[str], out: Path) -> None:
    """Write every file anew beside the old one, which is replaced at once: a stopped run leaves no half table."""
    for export in EXPORTS:
        part = out / f".{export.name}.part"
        export.write(store.records(paths), part)
        part.replace(out / export.name)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write_run(report: Report, settings: Settings, started: str, finished: str) -> None:
    statuses = report.statuses()
    counts = {"documents": len(report.entries), **{name: statuses[name] for name in ("ok", "partial", "failed")}}
    counts |= {"reused": len(report.reused), "passed_over": len(report.skipped)}
    counts |= {name: sum(getattr(entry, name) for entry in report.entries) for name in ("studies", "values")}
    told = {
        "versions": {"python": platform.python_version(), **versions()},
        "settings": settings.told(),
        "started": started,
        "finished": finished,
        "seconds": report.seconds,
        "counts": counts,
        "flags": _flags_told(report),
        "inputs": [{**asdict(entry), "reused": entry.path in report.reused} for entry in report.entries],
        "passed_over": report.skipped,
    }
    _write_json(told, report.out)


def _flags_told(report: Report) -> dict[str, int]:
    severities = report.severities()
    return {name: severities[name] for name in ("high", "medium", "low")}


def _write_json(told: dict[str, Any], out: Path) -> None:
    part = out / f".{RUN}.part"
    part.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(out / RUN)
