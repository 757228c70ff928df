"""One document for a person: its studies as tables and its flags with the quotations of both sides.

Colour only adds to what the words already say, so that a plain pipe or NO_COLOR loses nothing.
"""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractor.evidence import Flag, Reported
from extractor.exports import wording
from extractor.study import Arm, Comparison, Record, Result, Study

SEVERITY_STYLE = {"high": "bold red", "medium": "yellow", "low": "cyan"}
_STATUS = {"ok": "", "partial": "read in part", "failed": "failed"}
_QUOTE_WIDTH = 150
_DESIGN_ORDER = ("allocation", "blinding", "control", "structure", "phase", "registration")


def show(record: Record, console: Console) -> None:
    """Print a record; lines in a file or a pipe have no blanks at their ends."""
    if console.is_terminal:
        _show(record, console)
        return
    with console.capture() as capture:
        _show(record, console)
    console.file.write("".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")[:-1]))


def _show(record: Record, console: Console) -> None:
    _header(record, console)
    for study in record.studies:
        console.print()
        _study(study, console)
    if not record.studies and record.document.status != "failed":
        console.print()
        console.print(Text("No study was found in what was read of this document.", style="dim"))
    console.print()
    _flags(record, console)


def _header(record: Record, console: Console) -> None:
    info = record.document
    facts = [info.kind.replace("_", " ") if info.kind != "other" else "", _pages(info.pages), _STATUS[info.status]]
    console.print(Text.assemble((info.name, "bold"), *(f"  ·  {fact}" for fact in facts if fact)))
    if info.title:
        console.print(Text(wording.one_line(info.title), style="italic"))
    subject = record.subject
    sold, about = wording.value(subject.stated_name), wording.value(subject.substance)
    number = wording.value(subject.catalog_number)
    said = [
        f"header: {sold}{f' ({number})' if number else ''}" if sold else f"header: {number}" if number else "",
        f"text: {about}" if about else "",
    ]
    if any(said):
        console.print(Text("Subject   " + "  ·  ".join(part for part in said if part)))
    if info.kind == "other" and info.kind_reason:
        console.print(Text(f"Kind      other: {info.kind_reason}", style="dim"))
    for problem in info.problems:
        console.print(Text(f"! {problem}", style="yellow"))


def _pages(pages: int | None) -> str:
    return "" if pages is None else f"{pages} page{'' if pages == 1 else 's'}"


def _study(study: Study, console: Console) -> None:
    name = wording.study_name(study)
    year = wording.value(study.year)
    dated = f"{name} ({year})" if year and year not in name else name
    retold = "" if study.reported_here else "  retold here"
    console.print(Rule(Text.assemble((dated, "bold"), (retold, "dim")), align="left", style="dim"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(ratio=1)
    for label, lines in _facts(study):
        for i, line in enumerate(lines):
            grid.add_row(label if i == 0 else "", Text(line))
    console.print(Padding(grid, (0, 0, 0, 2)))
    if study.results:
        console.print(_results(study))
    if study.comparisons:
        console.print(_comparisons(study))


def _facts(study: Study) -> list[tuple[str, list[str]]]:
    design = [_design_word(study, name) for name in _DESIGN_ORDER]
    times = [_starred(wording.timepoint(time), time.role == "primary") for time in study.timepoints]
    facts = [
        ("Design", [", ".join(part for part in design if part)]),
        ("Population", [_population(study)]),
        ("N", [wording.sizes(study.n).removeprefix("n ")]),
        ("Arms", [_arm(arm) for arm in study.arms]),
        ("Measures", [wording.measure(measure) for measure in study.measures]),
        ("Timepoints", [", ".join(times)]),
    ]
    return [(label, [line for line in lines if line]) for label, lines in facts if any(lines)]


def _design_word(study: Study, name: str) -> str:
    said = wording.value(getattr(study.design, name))
    if name == "registration":  # an identifier, no word
        return said
    return wording.control(said) if name == "control" else wording.words(said)


def _starred(label: str, primary: bool) -> str:
    return f"{label} (primary)" if primary else label


def _population(study: Study) -> str:
    """The most telling words first; a part that repeats another is left out."""
    shown: list[str] = []
    for name in type(study.population).model_fields:
        said = wording.one_line(wording.spoken(getattr(study.population, name)))
        if said and not any(said.lower() in other.lower() for other in shown):
            shown = [other for other in shown if other.lower() not in said.lower()]
            shown.append(f"{name} {said}" if said.isdigit() else said)
    return "; ".join(shown)


def _arm(arm: Arm) -> str:
    details = [wording.sizes(arm.n)]
    for given in arm.doses:
        substance = wording.value(given.substance)
        repeated = substance.lower() in wording.value(arm.name).lower()
        said = wording.dose(given)
        details.append(said if repeated or not substance else f"{substance} {said}".strip())
    told = "; ".join(dict.fromkeys(detail for detail in details if detail))
    return wording.value(arm.name) + (f": {told}" if told else "")


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=True, header_style="bold", show_edge=False, padding=(0, 1))


def _results(study: Study) -> Padding:
    names = wording.names(study)
    rows = [_result(item, names) for item in study.results]
    columns = ["Arm", "Measure", "Time", "Statistic", "Value", "n", "p", "Page"]
    return _filled(columns, rows)


def _result(item: Result, names: dict[str, str]) -> list[str]:
    return [
        names.get(item.arm or "", ""),
        _outcome(item, names.get(item.measure or "", "")),
        names.get(item.timepoint or "", ""),
        wording.words(item.statistic),
        wording.result(item),
        wording.value(item.n),
        wording.signed(item.p),
        _page(item.value),
    ]


def _outcome(item: Result, measure: str) -> str:
    """What was measured, in the paper's own words where it defines them: "Response Rate (>50% HDRS reduction)"."""
    if item.definition is None:
        return measure
    defined = wording.one_line(item.definition.text)
    named = not measure or measure.lower() in defined.lower() or measure.split("-")[0].lower() in defined.lower()
    return defined if named else f"{measure}: {defined}"


def _comparisons(study: Study) -> Padding:
    names = wording.names(study)
    rows = [_comparison(item, names) for item in study.comparisons]
    return _filled(["Compared", "Measure", "Time", "Statistic", "Value", "p", "Page"], rows)


def _comparison(item: Comparison, names: dict[str, str]) -> list[str]:
    ci, df = wording.interval(item.interval), wording.value(item.df)
    test = item.statistic and " ".join(
        part
        for part in (item.statistic.unit or "", f"({df})" if df else "", "=", wording.value(item.statistic))
        if part
    )
    shown = [wording.spoken(item.estimate), f"[{ci}]" if ci else "", test or ""]
    proof = next((leaf for leaf in (item.estimate, item.statistic, item.p) if leaf is not None), None)
    return [
        " vs ".join(names.get(arm, arm) for arm in item.arms),
        *(names.get(id_ or "", "") for id_ in (item.measure, item.timepoint)),
        wording.words(item.kind),
        " ".join(part for part in shown if part),
        wording.signed(item.p),
        _page(proof) if proof else "",
    ]


def _filled(columns: list[str], rows: list[list[str]]) -> Padding:
    """A table of the columns in which any row says something."""
    table = _table()
    kept = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    for i in kept:
        numeric = columns[i] in ("n", "p", "Page")
        table.add_column(columns[i], justify="right" if numeric else "left", no_wrap=columns[i] in ("Time", "n", "p"))
    for row in rows:
        table.add_row(*(Text(row[i]) for i in kept))
    return Padding(table, (1, 0, 0, 1))


def _page(leaf: Reported) -> str:
    return "" if leaf.page is None else str(leaf.page)


def _flags(record: Record, console: Console) -> None:
    failing = [flag for flag in record.flags if flag.status == "fails"]
    failing.sort(key=lambda flag: list(SEVERITY_STYLE).index(flag.severity))
    console.print(Rule(Text.assemble(("Flags", "bold"), f"  {flag_counts(failing)}"), align="left", style="dim"))
    labels = {study.id: wording.study_name(study) for study in record.studies}
    for flag in failing:
        _flag(flag, labels, console)
    for flag in record.flags:
        if flag.status == "cannot_tell":
            console.print(Text(f"  cannot tell  {flag.check}: {wording.one_line(flag.message)}", style="dim"))


def flag_counts(flags: list[Flag]) -> str:
    """ "2 high, 1 low"; "none" for no flags."""
    counts = {level: sum(flag.severity == level for flag in flags) for level in SEVERITY_STYLE}
    return ", ".join(f"{count} {level}" for level, count in counts.items() if count) or "none"


def _flag(flag: Flag, labels: dict[str, str], console: Console) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, width=6)
    grid.add_column(ratio=1)
    head = Text(wording.one_line(flag.message))
    grid.add_row(Text(flag.severity.upper(), style=SEVERITY_STYLE[flag.severity]), head)
    study = labels.get(flag.study or "", "")
    origin = flag.check + (f"  ·  {study}" if study and study not in flag.message else "")
    for where, quote in dict.fromkeys(_quotation(leaf) for leaf in flag.about):
        grid.add_row("", Text.assemble((where, "dim"), Text(f"“{quote}”", style="italic")))
    grid.add_row("", Text(origin, style="dim"))
    console.print(Padding(grid, (0, 0, 1, 2)))


def _quotation(leaf: Reported) -> tuple[str, str]:
    return (f"p. {leaf.page}  " if leaf.page is not None else "", _around(leaf))


def _around(leaf: Reported) -> str:
    """The quotation on one line; a long one is cut to what stands around the value itself."""
    quote, text = wording.one_line(leaf.quote), wording.one_line(leaf.text)
    if len(quote) <= _QUOTE_WIDTH:
        return quote
    start = max(0, quote.find(text) + len(text) // 2 - _QUOTE_WIDTH // 2)
    cut = quote[start : start + _QUOTE_WIDTH]
    return ("… " if start else "") + cut.strip() + (" …" if start + _QUOTE_WIDTH < len(quote) else "")
