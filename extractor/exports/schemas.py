"""The shape of a record written down for other programs, as JSON Schemas generated from the models themselves."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from extractor.evidence import Flag, Reported
from extractor.study import Record, Study

MODELS: dict[str, type[BaseModel]] = {"record": Record, "study": Study, "flag": Flag, "reported": Reported}


def schema(model: type[BaseModel]) -> str:
    """One model's JSON Schema, the same bytes every time; of what is written, so every key is required."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="serialization"),
    }
    return json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every schema into a folder and tell which files they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in MODELS.items():
        path = folder / f"{name}.schema.json"
        path.write_text(schema(model), encoding="utf-8", newline="\n")
        written.append(path)
    return written
