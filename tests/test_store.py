"""The store keeps every record, gives it back unchanged, and knows what has to be read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sample_records

from extractor.store import NOT_REUSABLE, Store, StoreError, fingerprint
from extractor.study import Record, leaves


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "evidence.sqlite") as opened:
        yield opened


def ask(tmp_path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(tmp_path / "evidence.sqlite")) as db:
        return db.execute(question).fetchall()


def test_a_record_comes_back_unchanged_under_its_fingerprint_only(store: Store) -> None:
    record = sample_records.record("a.pdf")
    store.put(record, "print")
    assert store.get("a.pdf", "print") == record
    assert store.get("a.pdf", "other") is None
    assert store.get("b.pdf", "print") is None


def test_a_failure_of_the_moment_is_kept_but_not_reused(store: Store) -> None:
    store.put(sample_records.failed("a.pdf"), NOT_REUSABLE, 2.5)
    assert store.get("a.pdf", NOT_REUSABLE) is None
    entry = store.entry("a.pdf")
    assert (entry.status, entry.reason, entry.seconds) == ("failed", "this is not a PDF file", 2.5)


def test_records_come_in_the_order_asked_for(store: Store) -> None:
    for path in ("a.pdf", "b.pdf", "c.pdf"):
        store.put(sample_records.record(path), path)
    assert [record.document.path for record in store.records(["c.pdf", "a.pdf"])] == ["c.pdf", "a.pdf"]
    with pytest.raises(KeyError):
        list(store.records(["missing.pdf"]))


def test_documents_of_one_name_are_kept_apart_by_path(store: Store) -> None:
    store.put(sample_records.record("x/a.pdf", title="X"), "1")
    store.put(sample_records.record("y/a.pdf", title="Y"), "1")
    assert [record.document.title for record in store.records(["x/a.pdf", "y/a.pdf"])] == ["X", "Y"]


def test_values_mentions_and_flags_are_tables(store: Store, tmp_path: Path) -> None:
    record = sample_records.record()
    seen_twice = sample_records.leaf("Eighteen", 18, others=[sample_records.leaf("18", 18, page=5)])
    study = record.studies[0].model_copy(update={"n": record.studies[0].n.model_copy(update={"total": seen_twice})})
    record = record.model_copy(update={"studies": [study]})
    store.put(record, "print")
    n_values = len(list(leaves(record.subject))) + len(list(leaves(study)))
    assert ask(tmp_path, 'SELECT count(*) FROM "values"') == [(n_values,)]
    assert ask(tmp_path, "SELECT count(*) FROM mentions") == [(n_values + 1,)]
    question = """SELECT m.chosen, m.page, m.text FROM mentions m JOIN "values" v ON v.id = m.value_id
        WHERE v.place = 'studies.0.n.total'"""
    assert ask(tmp_path, question) == [(1, 4, "Eighteen"), (0, 5, "18")]
    assert ask(tmp_path, """SELECT number FROM "values" WHERE place LIKE '%doses.0.amount'""") == [("0.50",)]
    assert [row[0] for row in ask(tmp_path, 'SELECT "check" FROM flags ORDER BY id')] == [
        "subject_identity",
        "percent_set",
        "arm_totals",
    ]
    assert [flag[:2] for flag in store.flags("papers/guide.pdf")] == [
        ("high", "subject_identity"),
        ("medium", "percent_set"),
    ]


def test_a_document_read_again_replaces_its_rows(store: Store, tmp_path: Path) -> None:
    store.put(sample_records.record("a.pdf"), "1")
    store.put(sample_records.failed("a.pdf"), "2")
    for table in ('"values"', "mentions", "flags"):
        assert ask(tmp_path, f"SELECT count(*) FROM {table}") == [(0,)]
    assert ask(tmp_path, "SELECT status FROM documents") == [("failed",)]


def test_a_record_that_cannot_be_stored_leaves_the_old_one(store: Store) -> None:
    record = sample_records.record("a.pdf")
    store.put(record, "1")
    with pytest.raises(ValueError, match="surrogates"):
        store.put(sample_records.record("a.pdf", title="\ud800"), "2")
    assert store.get("a.pdf", "1") == record


def test_a_number_larger_than_sqlite_holds(store: Store) -> None:
    huge = sample_records.leaf("9" * 30, int("9" * 30))
    record = sample_records.record()
    record = record.model_copy(update={"subject": record.subject.model_copy(update={"catalog_number": huge})})
    store.put(record, "1")
    assert store.get(record.document.path, "1") == record


def test_the_fingerprint_follows_the_bytes_and_the_settings(tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("one", encoding="utf-8")
    first = fingerprint(paper)
    assert fingerprint(paper) == first
    assert fingerprint(paper, {"model": "x"}) != first
    paper.write_text("two", encoding="utf-8")
    assert fingerprint(paper) != first


def test_the_last_finished_run_is_known(store: Store) -> None:
    assert store.last_paths() == []
    store.end_run(store.begin_run("2026-01-01T00:00:00", ["b.pdf", "a.pdf"], {}, {}), "2026-01-01T00:01:00")
    store.begin_run("2026-01-02T00:00:00", ["stopped.pdf"], {}, {})
    assert store.last_paths() == ["b.pdf", "a.pdf"]


def test_a_store_is_opened_again_with_what_it_held(tmp_path: Path) -> None:
    record: Record = sample_records.record()
    with Store(tmp_path / "evidence.sqlite") as store:
        store.put(record, "1")
    with Store(tmp_path / "evidence.sqlite") as store:
        assert store.get(record.document.path, "1") == record


def test_another_file_in_its_place_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "evidence.sqlite").write_bytes(b"something else entirely, and long enough to have a header" * 20)
    with pytest.raises(StoreError, match="no evidence store"):
        Store(tmp_path / "evidence.sqlite")


def test_a_store_of_another_format_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "evidence.sqlite")) as db:
        db.execute("CREATE TABLE documents (path)")
    with pytest.raises(StoreError, match="another version"):
        Store(tmp_path / "evidence.sqlite")
