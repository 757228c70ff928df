"""Records written by hand for the tests of everything that comes after a record: exports, store, batch and commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extractor.evidence import Flag, Interval, Reported, Spread
from extractor.study import (
    Arm,
    Comparison,
    Coverage,
    Design,
    DocumentInfo,
    Dose,
    Measure,
    Population,
    Record,
    Result,
    SampleSize,
    Study,
    Subject,
    Timepoint,
)


def leaf(text: str, value: Any = None, **more: Any) -> Reported:
    return Reported(**_fields(text, value, more))


def _fields(text: str, value: Any, more: dict[str, Any]) -> dict[str, Any]:
    plain = {"quote": f"- In full: {text}.", "span": (10, 10 + len(text)), "page": 4, "found_by": "rules.sample"}
    plain |= {"boxes": [(4, 72.0, 100.0, 200.5, 112.0)], "section": "Results", "confidence": 0.9}
    return {"text": text, "value": text if value is None else value, **plain, **more}


def spread(text: str, value: Any, kind: str) -> Spread:
    return Spread(**_fields(text, value, {"kind": kind, "number": str(value)}))


def interval(text: str, lower: str, upper: str) -> Interval:
    ends = {"lower": leaf(lower, float(lower), number=lower), "upper": leaf(upper, float(upper), number=upper)}
    return Interval(**{**_fields(text, None, {"level": 95.0, **ends}), "value": None})


def _number(text: str, printed: str, value: float | None = None, **more: Any) -> Reported:
    return leaf(text, float(printed) if value is None else value, number=printed, **more)


def _arms() -> list[Arm]:
    dose = Dose(
        substance=leaf("ketamine hydrochloride"),
        amount=_number("0.50 mg/kg", "0.50", unit="mg/kg"),
        route=leaf("intravenous (IV)", "intravenous"),
        duration=_number("40 minutes", "40", unit="minutes"),
    )
    drug = Arm(id="a1", name=leaf("ketamine"), role="intervention", n=SampleSize(total=leaf("9", 9)), doses=[dose])
    return [drug, Arm(id="a2", name=leaf("saline placebo"), role="comparator")]


def _results() -> list[Result]:
    change = _number("decreased by 14.0 points", "-14.0", unit="points")
    rate = _number("71%", "71", unit="%")
    return [
        Result(
            arm="a1",
            measure="m1",
            timepoint="t2",
            statistic="mean_change",
            value=change,
            spread=spread("±10 SD", 10, "SD"),
        ),
        Result(
            arm="a1",
            timepoint="t1",
            statistic="percent",
            definition=leaf("Response Rate (>50% HDRS reduction)"),
            value=rate,
            n=leaf("18", 18),
            p=_number("p < 0.001", "0.001", sign="<"),
            interval=interval("47.0 to 89.5", "47.0", "89.5"),
        ),
    ]


def study() -> Study:
    """A retold crossover study with everything that a table can show."""
    difference = _number("8.4 points", "8.4", unit="points")
    return Study(
        id="zarate-2006",
        label=leaf("Zarate et al. (2006)"),
        year=leaf("2006", 2006, number="2006"),
        reported_here=False,
        design=Design(
            allocation=leaf("randomized"), blinding=leaf("double-blind", "double_blind"), structure=leaf("crossover")
        ),
        population=Population(condition=leaf("treatment-resistant major depression")),
        n=SampleSize(total=leaf("Eighteen subjects", 18)),
        arms=_arms(),
        measures=[
            Measure(
                id="m1",
                name=leaf("Hamilton Depression Rating Scale"),
                abbreviation=leaf("HDRS-21"),
                items=leaf("21-item", 21),
                role="primary",
            )
        ],
        timepoints=[
            Timepoint(id="t1", label=leaf("40 minutes"), days=leaf("40", 0.02778, number="40", unit="days")),
            Timepoint(id="t2", label=leaf("day 3"), days=leaf("3", 3, number="3", unit="days"), role="primary"),
        ],
        results=_results(),
        comparisons=[
            Comparison(
                arms=["a1", "a2"],
                measure="m1",
                timepoint="t2",
                kind="mean_difference",
                estimate=difference,
                interval=interval("2.1 to 14.7", "2.1", "14.7"),
                p=_number("p = 0.020", "0.020"),
            )
        ],
    )


def flags() -> list[Flag]:
    header, text = leaf("Hetramine", page=1, quote="Compound Name:\tHetramine"), leaf("ketamine", page=1)
    return [
        Flag(
            check="subject_identity",
            status="fails",
            severity="high",
            message="The header sells Hetramine; the text is about ketamine.",
            about=[header, text],
            expected="ketamine",
            found="Hetramine",
        ),
        Flag(
            check="percent_set",
            status="fails",
            severity="medium",
            message="71% is no whole number of 18 subjects.",
            about=[leaf("71%", 71), leaf("Eighteen subjects", 18, page=2)],
            study="zarate-2006",
        ),
        Flag(
            check="arm_totals", status="cannot_tell", severity="low", message="One arm has no n.", study="zarate-2006"
        ),
    ]


def record(path: str = "papers/guide.pdf", **document: Any) -> Record:
    info: dict[str, Any] = {"id": "0" * 64, "name": Path(path).name, "path": path, "format": "pdf", "pages": 7}
    info |= {"kind": "technical_guide", "title": "Ketamine: a guide"}
    subject = Subject(stated_name=leaf("Hetramine"), catalog_number=leaf("B1673132"), substance=leaf("ketamine"))
    return Record(
        document=DocumentInfo(**(info | document)),
        subject=subject,
        studies=[study()],
        flags=flags(),
        coverage=Coverage(pages_read=7, characters=9000, finders={"design": 3}),
    )


def failed(path: str = "papers/broken.pdf", reason: str = "this is not a PDF file") -> Record:
    info = DocumentInfo(id="f" * 64, name=Path(path).name, path=path, format="pdf", status="failed", problems=[reason])
    return Record(document=info)
