"""What people wrote down, in the four forms that it comes in.

a folder of NAME.json, the plain view of each record             everything is there: what else is found is false
lines with "doc_id", "text", "entities" (and "relations")        annotated texts: a document counts for the fields
                                                                 of which it has annotations
lines with "file" and "studies"                                  papers read by hand: a choice of their values, so
                                                                 that only what is missed can be told
lines with "intervention", "comparator", "outcome", "numbers"    the reviewer's table of `extractor fill`
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extractor.evaluate.values import Value, field, number, words
from extractor.language.numbers import DIGITS, NUMBER, as_printed
from extractor.study import SampleSize

# The labels of the annotated sets that we know, and the field of `values.in_text` that each stands for.
LABELS = {
    "Sample Size": "total N", "total-participants": "total N", "ps": "total N", "count": "total N",
    "intervention-participants": "arm N", "control-participants": "arm N", "gs": "arm N",
    "Dosage": "dose",
    "iv-bin-percent": "percent", "cv-bin-percent": "percent", "iv-bin-abs": "count", "cv-bin-abs": "count",
    "iv-cont-mean": "mean", "cv-cont-mean": "mean", "iv-cont-sd": "SD", "cv-cont-sd": "SD",
    "iv-cont-median": "median", "cv-cont-median": "median",
}  # fmt: skip
OUTCOME_OF = "OC_RES"  # the relation of a number to its outcome; every other one is to its arm
AROUND = 100  # characters of the text that are shown around annotated words


class GoldError(Exception):
    """A gold file or folder that cannot be used, with the reason."""


@dataclass(frozen=True)
class Gold:
    """Gold values by document, whose key is its file's name without the suffix.

    complete  "document": everything that the document says is there; "field": for each field of which the document has
              gold at all; "no": a choice of values
    one_of    fields of which a document has one, to be found among the values annotated
    linked    fields whose values count only together with what they belong to
    """

    form: Literal["records", "annotated texts", "papers", "table"]
    values: Mapping[str, Sequence[Value]]
    complete: Literal["document", "field", "no"] = "document"
    one_of: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    rows: Sequence[Mapping[str, Any]] = ()


def read_gold(path: Path) -> Gold:
    """Read a folder or file of gold.  Raises GoldError when it is neither, empty or not in a known form."""
    if path.is_dir():
        files = sorted(path.glob("*.json"))
        if not files:
            raise GoldError(f"{path} holds no .json file")
        return Gold("records", {file.stem: list(_in_plain(_json(file, file.read_text("utf-8")))) for file in files})
    lines = [_json(path, line) for line in _text(path).splitlines() if line.strip()]
    if not lines or not all(isinstance(line, dict) for line in lines):
        raise GoldError(f"{path} is empty or no JSON object a line")
    first = lines[0]
    if "entities" in first and "text" in first:
        values = {key_of(line["doc_id"]): list(_in_annotations(line)) for line in lines}
        return Gold("annotated texts", values, "field", frozenset({"total N"}), frozenset({"number-arm-outcome"}))
    if "file" in first and "studies" in first:
        return Gold("papers", {Path(line["file"]).stem: list(_in_paper(line)) for line in lines}, "no")
    if {"doc_id", "intervention", "comparator", "outcome", "numbers"} <= first.keys():
        return Gold("table", {}, rows=lines)
    raise GoldError(
        f"{path} is in no known form: its lines have the keys {', '.join(sorted(first)) or 'of an empty object'}"
    )


def key_of(document: object) -> str:
    """The stem of the file that a document of a set is written to."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", str(document))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise GoldError(f"{path} is not UTF-8 text") from None


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise GoldError(f"{path} is not JSON: {error}") from None


def numbers_in(text: str) -> list[float]:
    """Every number in annotated words: "20 and 22"; spelled ones where there are no digits: "Thirty-seven patients"."""
    for pattern in (DIGITS, NUMBER):
        printed = [as_printed(match[0]) for match in re.finditer(pattern, text, re.IGNORECASE)]
        if any(printed):
            return [abs(float(one)) for one in printed if one is not None]
    return []


def _in_annotations(line: Mapping[str, Any]) -> Iterator[Value]:
    text, entities = line["text"], line["entities"]
    for entity in entities:
        if entity["label"] in LABELS:
            for one in numbers_in(entity["text"]):
                yield Value(LABELS[entity["label"]], one, quote=_around(text, entity))
    arms, outcomes = _links(line)
    for measured, heads in arms.items():
        found = numbers_in(entities[measured]["text"])
        outcome = frozenset[str]().union(*(words(entities[head]["text"]) for head in outcomes.get(measured, [])))
        for head in heads if found else []:
            about = (words(entities[head]["text"]), outcome)
            yield Value("number-arm-outcome", found[0], "", about, _around(text, entities[measured]))


def _links(line: Mapping[str, Any]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    arms: dict[int, list[int]] = {}
    outcomes: dict[int, list[int]] = {}
    for relation in line.get("relations") or []:
        heads = outcomes if relation["label"] == OUTCOME_OF else arms
        heads.setdefault(relation["child"], []).append(relation["head"])
    return arms, outcomes


def _around(text: str, entity: Mapping[str, Any]) -> str:
    return " ".join(text[max(0, entity["start"] - AROUND) : entity["end"] + AROUND].split())


def _in_plain(view: Any) -> Iterator[Value]:
    """The values of a plain view, as `values.in_record` counts them."""
    if not isinstance(view, dict):
        raise GoldError("a plain record is a JSON object")
    yield from _leaves(view.get("subject", {}), "subject")
    for study in view.get("studies", []):
        for part in ("label", "year", "design", "population", "n", "measures", "timepoints"):
            yield from _leaves(study.get(part), part)
        for arm in study.get("arms", []):
            for found in _leaves(arm, "arms"):
                yield found if found.field == "arms.name" else _with(found, "", (words(arm.get("name")),))
        for result in study.get("results", []):
            about = tuple(words(result[key]) for key in ("arm", "measure") if key in result)
            for found in _leaves({k: v for k, v in result.items() if k != "statistic"}, "results"):
                yield _with(found, result.get("statistic", ""), about)
        for comparison in study.get("comparisons", []):
            named = [*comparison.get("arms", []), *([comparison["measure"]] if "measure" in comparison else [])]
            for found in _leaves(comparison, "comparisons"):
                yield _with(found, comparison.get("kind", ""), tuple(words(name) for name in named))


# Ids and our own words; a comparison's "statistic" is a number of the document.
_OURS = frozenset({"arm", "arms", "measure", "timepoint", "kind", "role", "id", "reported_here"})


def _with(value: Value, kind: str, about: tuple[frozenset[str], ...]) -> Value:
    return Value(value.field, value.value, kind, about, value.quote)


def _leaves(value: Any, path: str) -> Iterator[Value]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in _OURS:
                yield from _leaves(item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)
    elif value is not None:
        yield Value(field(path), value)


def _in_paper(line: Mapping[str, Any]) -> Iterator[Value]:
    """What a reader chose to write down of the studies that the paper reports itself."""
    for study in line["studies"]:
        if not study.get("reported_here", True):
            continue
        for name in ("allocation", "blinding", "control", "structure"):
            if (study.get("design") or {}).get(name):
                yield Value(f"design.{name}", study["design"][name])
        for role, size in (study.get("n") or {}).items():
            if role in SampleSize.model_fields and (n := number(size)) is not None:
                yield Value(f"n.{role}", n)
        for arm in study.get("arms") or []:
            about = (words(arm["name"]),)
            yield Value("arms.name", arm["name"])
            if (n := number(arm.get("n"))) is not None:
                yield Value("arms.n", n, "", about)
            for dose in arm.get("doses") or []:
                amounts = dose.get("amount")
                for amount in amounts if isinstance(amounts, list) else [amounts]:
                    if number(amount) is not None:
                        yield Value("arms.doses.amount", f"{amount} {dose.get('unit') or ''}".strip(), "", about)
        for measure in study.get("measures") or []:
            yield Value("measures.name", measure["name"], "", (words(measure.get("abbreviation")),))
        for result in study.get("results") or []:
            named = (words(result["arm"]),) if result.get("arm") else ()
            said = (result.get("statistic") or "", named, result.get("quote") or "")
            if (value := number(result.get("value"))) is not None:
                yield Value("results.value", value, *said)
                if (spread := number(result.get("spread"))) is not None:
                    yield Value("results.spread", spread, *said)
        for comparison in study.get("comparisons") or []:
            if (estimate := number(comparison.get("estimate"))) is not None:
                yield Value("comparisons.estimate", estimate, quote=comparison.get("quote") or "")
