"""The commands, `extractor run` and the others.  They parse arguments, call, and print; no more."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from extractor.batch import Report, Settings
    from extractor.store import Entry

# Exit statuses, as the manual lists them; 130 is what shells expect after Ctrl-C.
ALL_READ, SOME_FAILED, WRONG_CALL, FLAGGED, INTERRUPTED = 0, 1, 2, 3, 130
PIPE_WIDTH = 100

app = typer.Typer(
    help="Copies the numbers of trial papers, preclinical studies and technical guides into validated, quoted records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Engine(StrEnum):
    local = "local"
    dask = "dask"


class Severity(StrEnum):
    high = "high"
    medium = "medium"
    low = "low"


def main() -> None:
    """The `extractor` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without these characters shows "?" rather than nothing
            stream.reconfigure(errors="replace")
    try:
        app()
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        sys.exit(ALL_READ)


def _wrong_call(message: str) -> NoReturn:
    typer.echo(f"extractor: {message}", err=True)
    raise typer.Exit(WRONG_CALL)


def _version(asked: bool) -> None:
    if asked:
        import extractor

        typer.echo(f"extractor {extractor.__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def _config(context: typer.Context, file: Path | None) -> Path | None:
    """Take defaults from a TOML file whose keys are the names of the options; what the command line says wins."""
    if file is None:
        return None
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        _wrong_call(f"--config {file} cannot be read: {reason}")
    known = {parameter.name for parameter in context.command.params} - {"config", "paths"}
    given = {name.replace("-", "_"): value for name, value in told.items()}
    unknown = sorted(given.keys() - known)
    if unknown:
        _wrong_call(f"--config {file}: no such option: {', '.join(unknown)}")
    context.default_map = {**(context.default_map or {}), **given}
    return file


Paths = Annotated[list[Path], typer.Argument(help="Documents, and folders of documents.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder for the evidence; made if need be.", show_default=False)]
Workers = Annotated[int | None, typer.Option(min=1, help="Worker processes.  [default: all cores]")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds that one document may take.")]
Scheduler = Annotated[str | None, typer.Option(help="Address of a Dask scheduler, with --engine dask.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Read unchanged documents again.")]
Passwords = Annotated[
    list[str] | None, typer.Option("--password", metavar="TEXT", help="Tried on encrypted files; may be given again.")
]
Config = Annotated[
    Path | None, typer.Option(callback=_config, is_eager=True, help="TOML file with the same names as these options.")
]
FailOn = Annotated[Severity | None, typer.Option(help="Exit with status 3 on a flag of this severity or a higher one.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but failures.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print a line for every document.")]


@app.command()
def run(
    paths: Paths,
    out: Out,
    workers: Workers = None,
    engine: Engine = Engine.local,
    scheduler: Scheduler = None,
    fresh: Fresh = False,
    timeout: Timeout = 120,
    password: Passwords = None,
    config: Config = None,
    fail_on: FailOn = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read documents and write their evidence, with quotations and flags, into a folder."""
    if scheduler is not None and engine is not Engine.dask:
        _wrong_call("--scheduler needs --engine dask")
    _must_exist(paths)
    _must_be_writable(out)
    from extractor import batch

    passwords = tuple(password or ())
    settings = batch.Settings(workers or batch.all_cores(), timeout, engine.value, scheduler, fresh, passwords)
    report = _batch(paths, out, settings, quiet, verbose)
    if not quiet:
        _summary(report, _console())
    raise typer.Exit(_status(report, fail_on))


def _must_exist(paths: list[Path]) -> None:
    for path in paths:
        if not path.exists() and not path.is_symlink():
            _wrong_call(f"{path} does not exist")


def _must_be_writable(out: Path) -> None:
    """Make the folder and write to it once: permissions alone do not tell about full disks and read-only mounts."""
    if out.exists() and not out.is_dir():
        _wrong_call(f"-o {out} is a file; it must be a folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".extractor-probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        _wrong_call(f"-o {out} cannot be written to: {error.strerror}")


def _console(stderr: bool = False) -> Console:
    """A console as wide as the terminal, or as a page where there is none."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


def _batch(paths: list[Path], out: Path, settings: Settings, quiet: bool, verbose: bool) -> Report:
    import sqlite3

    from extractor import batch
    from extractor.store import StoreError

    errors = _console(stderr=True)
    try:
        with _Progress(errors, errors.is_terminal and not quiet, lambda: len(batch.collect(paths))) as progress:

            def done(entry: Entry) -> None:
                progress.step()
                _tell(entry, errors, verbose)

            return batch.run(paths, out, settings, done)
    except (batch.BatchError, StoreError) as error:
        _wrong_call(str(error))
    except KeyboardInterrupt:
        errors.print(f"Stopped.  What was read is kept in {out}; the same command goes on from there.", soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from None
    except (OSError, sqlite3.Error) as error:
        errors.print(f"extractor: the evidence cannot be written: {error}", soft_wrap=True)
        raise typer.Exit(SOME_FAILED) from None


def _tell(entry: Entry, errors: Console, verbose: bool) -> None:
    """One line for a document that was not read in full; with --verbose, for every one."""
    if entry.status != "ok":
        label = "failed" if entry.status == "failed" else "read in part"
        errors.print(
            f"{label}: {entry.path}: {entry.reason}",
            style="red" if entry.status == "failed" else "yellow",
            soft_wrap=True,
        )
    elif verbose:
        errors.print(f"read: {entry.path}: {entry.values} values, {entry.seconds:.2f} s", soft_wrap=True)


class _Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, console: Console, wanted: bool, count: Callable[[], int]) -> None:
        self._bar: Any = None
        if wanted:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=console, transient=True)
            self._task = self._bar.add_task("", total=count())

    def __enter__(self) -> _Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.stop()

    def step(self) -> None:
        if self._bar:
            self._bar.advance(self._task)


def _summary(report: Report, console: Console) -> None:
    from rich.text import Text

    from extractor.exports.to_terminal import SEVERITY_STYLE

    statuses, severities = report.statuses(), report.severities()
    parts = [f"{statuses['ok']} read", f"{statuses['partial']} in part", f"{statuses['failed']} failed"]
    if report.reused:
        parts.append(f"{len(report.reused)} unchanged since the last run")
    if report.skipped:
        parts.append(f"{len(report.skipped)} of other formats passed over")
    documents = f"{len(report.entries)}: {', '.join(part for part in parts if not part.startswith('0 '))}"
    console.print(f"Documents  {documents}", soft_wrap=True)
    console.print(f"Studies    {sum(entry.studies for entry in report.entries)}")
    console.print(f"Values     {sum(entry.values for entry in report.entries)}")
    flags = Text(", ").join(Text(f"{severities[name]} {name}", style=style) for name, style in SEVERITY_STYLE.items())
    console.print(Text("Flags      ").append_text(flags))
    for document, severity, check, message in report.flags:
        if severity == "high":
            line = Text.assemble((severity.upper(), SEVERITY_STYLE[severity]), f"  {document}  {check}: {message}")
            console.print(line, soft_wrap=True)
    console.print(f"Evidence in {report.out}: {', '.join(_left(report.out))}", soft_wrap=True)


def _left(out: Path) -> list[str]:
    """The files of a run that are there, in the order of the manual."""
    from extractor.batch import RUN, STORE
    from extractor.exports import EXPORTS

    return [name for name in (STORE, *(export.name for export in EXPORTS), RUN) if (out / name).exists()]


def _status(report: Report, fail_on: Severity | None) -> int:
    if fail_on is not None:
        order = list(Severity)
        severe = {level.value for level in order[: order.index(fail_on) + 1]}
        if any(severity in severe for _, severity, _, _ in report.flags):
            return FLAGGED
    return ALL_READ if all(entry.status == "ok" for entry in report.entries) else SOME_FAILED


@app.command()
def check(
    out: Annotated[Path, typer.Argument(help="The folder of a finished run.", show_default=False)],
    fail_on: FailOn = None,
    quiet: Quiet = False,
) -> None:
    """Run the checks again over a finished run, those across documents included, and write its files anew."""
    _must_exist([out])
    import sqlite3

    from extractor import batch
    from extractor.store import StoreError

    try:
        report = batch.check(out)
    except (batch.BatchError, StoreError) as error:
        _wrong_call(str(error))
    except (OSError, sqlite3.Error) as error:
        _console(stderr=True).print(f"extractor: the evidence cannot be written: {error}", soft_wrap=True)
        raise typer.Exit(SOME_FAILED) from None
    if not quiet:
        _summary(report, _console())
    raise typer.Exit(_status(report, fail_on))


Document = Annotated[Path, typer.Argument(help="A document.", show_default=False)]


@app.command()
def show(path: Document, password: Passwords = None) -> None:
    """Show what one document says, with its flags, in the terminal."""
    _must_be_one(path)
    from extractor import batch, pipeline
    from extractor.exports import to_terminal
    from extractor.readers import Options

    record = pipeline.extract(path, batch.shown(path), Options(tuple(password or ())))
    if record.document.status == "failed":
        typer.echo(f"failed: {path}: {'; '.join(record.document.problems)}", err=True)
        raise typer.Exit(SOME_FAILED)
    to_terminal.show(record, _console())
    if record.document.status == "partial":
        raise typer.Exit(SOME_FAILED)


@app.command()
def read(path: Document, password: Passwords = None) -> None:
    """Print what the reader saw of a document, as JSON."""
    _must_be_one(path)
    import json

    from extractor import batch, readers
    from extractor.exports.reading import reading

    try:
        document = readers.read(path, batch.shown(path), readers.Options(tuple(password or ())))
    except readers.ReadError as error:
        typer.echo(f"failed: {path}: {error}", err=True)
        raise typer.Exit(SOME_FAILED) from None
    typer.echo(json.dumps(reading(document), indent=2, ensure_ascii=False))


def _must_be_one(path: Path) -> None:
    _must_exist([path])
    if path.is_dir():
        _wrong_call(f"{path} is a folder; name one document, or use `extractor run` for many")


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="A folder of plain records, or a file of annotated texts, papers or table rows.")
    ],
    out: Annotated[Path, typer.Argument(help="The folder of a run, its records.jsonl, or a filled table (.csv).")],
    misses: Annotated[Path | None, typer.Option(help="CSV file for every miss and false find.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many of them to print for each field.")] = 5,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables as Markdown.")] = False,
) -> None:
    """Hold what a run found against what people wrote down: precision, recall, and each miss with its sentence."""
    _must_exist([gold, out])
    from extractor.evaluate import GoldError, evaluate_files, report

    try:
        evaluation = evaluate_files(gold, out)
        if misses is not None:
            report.write_misses(evaluation, misses)
    except GoldError as error:
        _wrong_call(str(error))
    except OSError as error:
        _wrong_call(f"{error.filename} cannot be used: {error.strerror}")
    if markdown:
        typer.echo(report.markdown(evaluation), nl=False)
    else:
        report.show(evaluation, _console(), limit)


CheckName = StrEnum(
    "CheckName",
    [
        "grim",
        "grimmer",
        "debit",
        "percent",
        "percent_set",
        "sd_bounds",
        "p_value",
        "interval",
        "scale_range",
        "p_from_counts",
        "t_from_summary",
        "sd_or_se",
        "change_scores",
    ],
)


@app.command()
def recheck(
    table: Annotated[
        Path, typer.Argument(metavar="TABLE.csv", help="Reported numbers, a row each.", show_default=False)
    ],
    check: Annotated[CheckName, typer.Option(help="What to check.", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="CSV file to write.  [default: print it]")] = None,
) -> None:
    """Check a table of reported numbers: the same rows with verdict, reason and recomputed."""
    from extractor import recheck as rechecks

    try:
        columns, rows = rechecks.read_table(table)
        verdicts = rechecks.recheck(rows, check.value)
        if out is None:
            rechecks.write_table(sys.stdout, columns, rows, verdicts)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                rechecks.write_table(file, columns, rows, verdicts)
    except rechecks.RecheckError as error:
        _wrong_call(f"{table}: {error}" if str(table) not in str(error) else str(error))
    except OSError as error:
        _wrong_call(f"{error.filename} cannot be used: {error.strerror}")


@app.command()
def fill(
    table: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="The comparisons asked for.", show_default=False)],
    paths: Paths,
    out: Annotated[Path, typer.Option("--out", "-o", help="The table to write.", show_default=False)],
    workers: Workers = None,
    timeout: Timeout = 120,
    password: Passwords = None,
    quiet: Quiet = False,
) -> None:
    """Fill a reviewer's own table of comparisons with numbers, each with its quotation."""
    _must_exist([table, *paths])
    from extractor import batch
    from extractor import fill as filling
    from extractor.fill.workers import Settings as FillSettings

    settings = FillSettings(workers or batch.all_cores(), timeout, tuple(password or ()))
    try:
        outcome = filling.fill(table, batch.collect(paths), out, settings)
    except filling.FillError as error:
        _wrong_call(str(error))
    for document, reason in outcome.failed.items():
        typer.echo(f"not filled: {document}: {reason}", err=True)
    if not quiet:
        typer.echo(f"{outcome.with_numbers} of {outcome.rows} rows with numbers, in {out}")
    raise typer.Exit(SOME_FAILED if outcome.failed else ALL_READ)


@app.command()
def schemas(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write them.")] = Path("schemas"),
) -> None:
    """Write the JSON Schemas of records, studies, flags and reported values."""
    if folder.exists() and not folder.is_dir():
        _wrong_call(f"{folder} is a file; it must be a folder")
    from extractor.exports import schemas as to_schemas

    try:
        written = to_schemas.write(folder)
    except OSError as error:
        _wrong_call(f"{folder} cannot be written to: {error.strerror}")
    for path in written:
        typer.echo(str(path))
