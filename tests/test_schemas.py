"""The JSON Schemas in schemas/ are those of the models, and real records keep to them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import sample_records
from typer.testing import CliRunner

from extractor.cli import app
from extractor.exports import schemas

COMMITTED = Path(__file__).parent.parent / "schemas"


@pytest.mark.parametrize("name", list(schemas.MODELS))
def test_the_committed_schemas_are_up_to_date(name: str) -> None:
    stale = "schemas/ is stale: run `extractor schemas` and commit what it writes"
    committed = (COMMITTED / f"{name}.schema.json").read_text(encoding="utf-8")
    assert committed == schemas.schema(schemas.MODELS[name]), stale


def test_nothing_else_lies_in_the_folder() -> None:
    assert {path.name for path in COMMITTED.iterdir()} == {f"{name}.schema.json" for name in schemas.MODELS}


def test_records_keep_to_their_schema() -> None:
    schema = json.loads(schemas.schema(schemas.MODELS["record"]))
    for record in (sample_records.record(), sample_records.failed()):
        plain = json.loads(record.model_dump_json())
        assert jsonschema.Draft202012Validator(schema).is_valid(plain)
        assert not jsonschema.Draft202012Validator(schema).is_valid({**plain, "studdies": []})


def test_the_command_writes_them_where_it_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["schemas", str(tmp_path / "deep" / "folder")])
    assert result.exit_code == 0, result.output
    for name in schemas.MODELS:
        written = (tmp_path / "deep" / "folder" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert written == schemas.schema(schemas.MODELS[name])


def test_a_file_in_the_way_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert CliRunner().invoke(app, ["schemas", str(tmp_path / "file")]).exit_code == 2
