"""Turns the short form in which the checks' cases are written into a Record.

The short form has the shape of a Record, with these abbreviations: a leaf is what is printed ("0.5 mg/kg", 18), or an
object with some keys of a Sighting, `where` being its section and `in` the sentence, whose beginning its span counts
from; a list of leaves is the best sighting and its `others`.
Ids, sequence of places in the text, quotations (by default the printed characters) and units are filled in.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any, get_args

from pydantic import BaseModel

from extractor.evidence import Interval, Reported, Spread
from extractor.study import Record, Study

Json = dict[str, Any]
_NUMBER = re.compile(r"([<>≤≥~]?)\s*([-−]?\d+(?:\.\d+)?)\s*([^\d\s]*)")
_SIGNS = {"": "=", "≤": "<=", "≥": ">="}


class _Places:
    """Gives every sighting a span of its own, in the order in which a case names them."""

    def __init__(self) -> None:
        self.at = 0

    def take(self, text: str) -> tuple[int, int]:
        start, self.at = self.at, self.at + len(text) + 1
        return start, start + len(text)


def record_of(short: Json) -> Record:
    """A Record from its short form."""
    places = _Places()
    return Record(**_model(Record, {"document": {}, **short}, places))


def study_of(short: Json) -> Study:
    """A Study from its short form."""
    return record_of({"studies": [short]}).studies[0]


def _model(model: type[BaseModel], short: Json, places: _Places, number: int = 1) -> Json:
    unknown = set(short) - set(model.model_fields)
    assert not unknown, f"{model.__name__} has no {unknown}"
    made: Json = {}
    for name, field in model.model_fields.items():
        if name in short:
            if field.annotation == list[Reported]:
                made[name] = [_reported(item, places) for item in short[name]]
            else:
                made[name] = _value(_models_in(field.annotation), short[name], places)
    return {**_defaults(model, number), **made}


def _defaults(model: type[BaseModel], number: int) -> Json:
    fields = model.model_fields
    if model.__name__ == "DocumentInfo":
        return {"id": "0" * 64, "name": "case.pdf", "path": "case.pdf", "format": "pdf"}
    return {"id": f"{model.__name__.lower()}{number}"} if "id" in fields and fields["id"].is_required() else {}


def _value(models: list[type[BaseModel]], short: Any, places: _Places) -> Any:
    if not models or short is None:
        return short
    model = models[0]
    if model in (Spread, Interval):
        return _with_bounds(short, places)
    if model is Reported:
        return _reported(short, places)
    if isinstance(short, list):
        return [_model(model, item, places, number) for item, number in zip(short, count(1))]
    return _model(model, short, places)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _reported(short: Any, places: _Places) -> Json:
    first, *others = short if isinstance(short, list) else [short]
    return {**_sighting(first, places), "others": [_sighting(other, places) for other in others]}


def _with_bounds(short: Json, places: _Places) -> Json:
    extra = {key: short[key] for key in ("kind", "level") if key in short}
    bounds = {key: _reported(short[key], places) for key in ("lower", "upper") if key in short}
    rest = {key: value for key, value in short.items() if key not in {*extra, *bounds}}
    return {**_sighting(rest, places), **extra, **bounds, "others": []}


def _sighting(short: Any, places: _Places) -> Json:
    given = dict(short) if isinstance(short, dict) else {"text": str(short)}
    text = given["text"] = str(given["text"])
    found = _NUMBER.fullmatch(text)
    number = {}
    if found:
        printed = found[2].replace("−", "-")
        number = {"number": printed, "value": float(printed), "unit": found[3] or None}
        number["sign"] = _SIGNS.get(found[1], found[1])
    if "in" in given:
        given["quote"] = given.pop("in")
        start = given["quote"].index(text)
        given["span"] = (start, start + len(text))
    if "where" in given:
        given["section"] = given.pop("where")
    base = {"value": text, "quote": text, "span": places.take(text), "page": 1}
    return {**base, "found_by": "case", "confidence": 0.9, **number, **given}
