"""The store of a finished run: one SQLite file that keeps every record, so that a stopped run goes on where it was.

Everything else that a run leaves behind can be made from it.  Times are kept here and in run.json, never in a record.
One process writes; a document's rows are replaced together or not at all.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any

from extractor.evidence import Reported, Sighting
from extractor.study import Record, leaves

FORMAT = 1
# The libraries whose version can change what is read.
LIBRARIES = ("evidence-extractor", "pdfplumber", "pypdfium2", "pydantic")
NOT_REUSABLE = ""

_TABLES = """
CREATE TABLE documents (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, title TEXT, pages INTEGER,
    status TEXT NOT NULL, reason TEXT, seconds REAL NOT NULL, fingerprint TEXT NOT NULL,
    studies INTEGER NOT NULL, n_values INTEGER NOT NULL, record TEXT NOT NULL
);
CREATE TABLE "values" (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (path) ON DELETE CASCADE, place TEXT NOT NULL,
    study TEXT, value, number TEXT, unit TEXT, sign TEXT NOT NULL, text TEXT NOT NULL, confidence REAL NOT NULL
);
CREATE TABLE mentions (
    id INTEGER PRIMARY KEY, value_id INTEGER NOT NULL REFERENCES "values" (id) ON DELETE CASCADE,
    chosen INTEGER NOT NULL, text TEXT NOT NULL, value, unit TEXT, sign TEXT NOT NULL, quote TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER, boxes TEXT NOT NULL, section TEXT,
    found_by TEXT NOT NULL, confidence REAL NOT NULL
);
CREATE TABLE flags (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (path) ON DELETE CASCADE, study TEXT,
    "check" TEXT NOT NULL, status TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL,
    expected TEXT, found TEXT
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, paths TEXT NOT NULL, versions TEXT NOT NULL,
    settings TEXT NOT NULL
);
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL, place TEXT NOT NULL, start INTEGER, "end" INTEGER,
    decision TEXT NOT NULL, value, note TEXT, reviewer TEXT NOT NULL, decided TEXT NOT NULL
);
CREATE INDEX values_document ON "values" (document);
CREATE INDEX mentions_value ON mentions (value_id);
CREATE INDEX flags_document ON flags (document);
"""


class StoreError(Exception):
    """A sentence for the user: the store cannot be used."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the store knows of one document without opening its record."""

    path: str
    name: str
    status: str
    reason: str | None
    pages: int | None
    seconds: float
    studies: int
    values: int


class Store:
    """One `evidence.sqlite`.  Use it in a `with` statement, which closes it."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened: {error}") from error
        try:
            self._prepare(path)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, path: Path) -> None:
        try:
            self._db.execute("PRAGMA foreign_keys = ON")
            (found,) = self._db.execute("PRAGMA user_version").fetchone()
            (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables:
                self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
            elif found != FORMAT:
                raise StoreError(f"{path} was written by another version of this program; name another folder with -o")
        except sqlite3.Error as error:
            raise StoreError(f"{path} is no evidence store that can be written to ({error})") from error

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def put(self, record: Record, fingerprint: str, seconds: float = 0.0) -> None:
        """Keep a record in place of what the store held under its path.

        With the fingerprint `NOT_REUSABLE` it is kept, but the next run reads the document again.
        """
        info = record.document
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute("DELETE FROM documents WHERE path = ?", (info.path,))
            reason = None if info.status == "ok" else "; ".join(info.problems)
            found = list(_values(record))
            counts = (len(record.studies), len(found))
            told = (info.path, info.id, info.name, info.kind, info.title, info.pages, info.status, reason, seconds)
            self._insert("documents", (*told, fingerprint, *counts, record.model_dump_json()))
            for place, study, leaf in found:
                self._put_value(info.path, place, study, leaf)
            self._put_flags(record)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def set_flags(self, record: Record) -> None:
        """Keep a record's flags in place of those that the store held; nothing else of it has changed."""
        path = record.document.path
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute("UPDATE documents SET record = ? WHERE path = ?", (record.model_dump_json(), path))
            self._db.execute("DELETE FROM flags WHERE document = ?", (path,))
            self._put_flags(record)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _put_flags(self, record: Record) -> None:
        for flag in record.flags:
            said = (flag.check, flag.status, flag.severity, flag.message, flag.expected, flag.found)
            self._insert("flags", (None, record.document.path, flag.study, *said))

    def flagged(self, checks: Iterable[str]) -> set[str]:
        """The paths of the documents that one of these checks has flagged."""
        names = tuple(checks)
        marks = ",".join("?" * len(names))
        asked = f'SELECT DISTINCT document FROM flags WHERE "check" IN ({marks})'
        return {path for (path,) in self._db.execute(asked, names)}

    def _insert(self, table: str, row: tuple[object, ...]) -> int:
        marks = ",".join("?" * len(row))
        return self._db.execute(f'INSERT INTO "{table}" VALUES ({marks})', row).lastrowid or 0

    def _put_value(self, path: str, place: str, study: str | None, leaf: Reported) -> None:
        kept = (_storable(leaf.value), leaf.number, leaf.unit, leaf.sign, leaf.text, leaf.confidence)
        value_id = self._insert("values", (None, path, place, study, *kept))
        for sighting in (leaf, *leaf.others):
            self._insert("mentions", (None, value_id, int(sighting is leaf), *_sighting(sighting)))

    def get(self, path: str, fingerprint: str) -> Record | None:
        """The record of a document that was read under the same fingerprint."""
        if not self.has(path, fingerprint):
            return None
        return next(self.records([path]))

    def has(self, path: str, fingerprint: str) -> bool:
        """Whether `get` would find a record."""
        asked = "SELECT 1 FROM documents WHERE path = ? AND fingerprint = ? AND fingerprint != ?"
        return self._db.execute(asked, (path, fingerprint, NOT_REUSABLE)).fetchone() is not None

    def records(self, paths: Iterable[str]) -> Iterator[Record]:
        """The records of these paths, in their order, one at a time."""
        for path in paths:
            row = self._db.execute("SELECT record FROM documents WHERE path = ?", (path,)).fetchone()
            if row is None:
                raise KeyError(path)
            yield Record.model_validate_json(row[0])

    def entry(self, path: str) -> Entry:
        """The few facts about one document that a list of the run shows."""
        asked = "SELECT path, name, status, reason, pages, seconds, studies, n_values FROM documents WHERE path = ?"
        row = self._db.execute(asked, (path,)).fetchone()
        if row is None:
            raise KeyError(path)
        return Entry(*row)

    def flags(self, path: str) -> list[tuple[str, str, str]]:
        """(severity, check, message) of every failing flag of a document, in the order of its record."""
        asked = """SELECT severity, "check", message FROM flags WHERE document = ? AND status = 'fails' ORDER BY id"""
        return self._db.execute(asked, (path,)).fetchall()

    def begin_run(
        self, started: str, paths: list[str], versions: Mapping[str, str], settings: Mapping[str, Any]
    ) -> int:
        """Note that a run began over these documents; its id is for `end_run`."""
        told = (json.dumps(paths), json.dumps(dict(versions)), json.dumps(dict(settings)))
        return self._insert("runs", (None, started, None, *told))

    def end_run(self, run: int, finished: str) -> None:
        self._db.execute("UPDATE runs SET finished = ? WHERE id = ?", (finished, run))

    def last_paths(self) -> list[str]:
        """The documents of the last run that was finished, in their order."""
        asked = "SELECT paths FROM runs WHERE finished IS NOT NULL ORDER BY id DESC LIMIT 1"
        row = self._db.execute(asked).fetchone()
        return [] if row is None else list(json.loads(row[0]))


def _values(record: Record) -> Iterator[tuple[str, str | None, Reported]]:
    """Every value of the subject and the studies, with its place in the record and its study's id."""
    for place, leaf in leaves(record.subject, "subject"):
        yield place, None, leaf
    for i, study in enumerate(record.studies):
        for place, leaf in leaves(study, f"studies.{i}"):
            yield place, study.id, leaf


def _sighting(seen: Sighting) -> tuple[object, ...]:
    where = (*seen.span, seen.page, json.dumps(seen.boxes), seen.section, seen.found_by, seen.confidence)
    return (seen.text, _storable(seen.value), seen.unit, seen.sign, seen.quote, *where)


def _storable(value: int | float | str | None) -> int | float | str | None:
    """The value, or its digits where they are more than SQLite's integers hold."""
    return str(value) if isinstance(value, int) and abs(value) >= 2**63 else value


def fingerprint(path: Path, settings: Mapping[str, object] | None = None) -> str:
    """What a reading depends on: the file's bytes, the settings that matter, this program and its libraries."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    depends = {"file": content, "settings": dict(settings or {}), "versions": versions(), "code": _code()}
    return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """The versions of this program and of the libraries that it reads with."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


@cache
def _code() -> str:
    """A digest of the program's own files, so that a changed rule reads unchanged documents again."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted([*package.rglob("*.py"), *package.rglob("*.csv"), *package.rglob("*.npz")]):
        digest.update(f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()
