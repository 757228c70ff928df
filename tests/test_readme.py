"""The manual's commands exist, with the options that it gives them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from extractor.checks.__main__ import written_into
from extractor.cli import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEST_COMMAND = "<!-- test command -->"
BLOCK = re.compile(r"^```(?:console|sh|bash|shell)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:\$ )?(?:[\w./-]*/)?(?:extractor|python3? -m extractor)(?=\s|$)(?P<rest>.*)")
# What ends a call on a shell line.
ENDS = {"|", "||", "&&", ";", ">", ">>", "2>", "<", "&", "#"}
# Typer's own classes of commands differ from version to version, so nothing is asked of them but their parameters.
PROGRAM: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = PROGRAM.commands


def calls(text: str) -> Iterator[str]:
    """What follows `extractor` on each line of the shell blocks of a text, backslashes at line ends joined."""
    for block in BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            for command in re.split(r"\s(?:&&|\|\||;|\|)\s", line.strip()):
                if match := CALL.match(command):
                    yield match["rest"].strip()


def problem(call: str) -> str | None:
    """Why a call cannot work, None when it can."""
    words = shlex.split(call, comments=True)
    words = words[: next((i for i, word in enumerate(words) if word in ENDS), len(words))]
    if not words or words[0].startswith("-"):
        return _fits(PROGRAM, words)
    command = COMMANDS.get(words[0])
    return f"there is no command {words[0]!r}" if command is None else _fits(command, words[1:])


def _fits(command: Any, words: list[str]) -> str | None:
    """Hold words against the options and arguments that a command declares."""
    options = {name: option for option in command.params for name in option.opts if name.startswith("-")}
    given: list[str] = []
    arguments = 0
    left = iter(words)
    for word in left:
        name, _, value = word.partition("=")
        if name in {"--help", "--version"}:
            return None
        if not name.startswith("-"):
            arguments += 1
        elif name not in options:
            return f"there is no option {name!r}"
        else:
            given.append(options[name].name)
            if not options[name].is_flag and not value and next(left, None) is None:
                return f"{name} needs a value"
    slots = [item for item in command.params if item.param_type_name == "argument"]
    if all(item.nargs == 1 for item in slots) and arguments > len(slots):
        return "too many arguments"
    given += [item.name for item in slots[:arguments]]
    missing = [item.name for item in command.params if item.required and item.name not in given]
    return f"missing: {', '.join(missing)}" if missing else None


@pytest.mark.parametrize("call", sorted(set(calls(README))) or [None])
def test_a_command_of_the_readme_exists_with_its_options(call: str | None) -> None:
    assert call is None or problem(call) is None, f"extractor {call}: {problem(call)}"


def test_a_test_command_is_the_one_that_ci_runs() -> None:
    """`.ci/run` takes the block after the marker; it must be there as soon as there is a README."""
    assert not README.strip() or re.search(rf"{TEST_COMMAND}\s*```\w+\n[^`]*pytest[^`]*```", README)


def test_the_table_of_checks_is_up_to_date() -> None:
    assert written_into(README) == README, "run `python -m extractor.checks README.md` and commit what it writes"


@pytest.mark.parametrize(
    "call",
    [
        "run corpus -o out",
        "run a.pdf b --out=out --workers 2 --fresh",
        "show a.pdf  # a comment",
        "--version",
        "run --help",
        "schemas",
        "schemas d",
    ],
)
def test_calls_that_work(call: str) -> None:
    assert problem(call) is None


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("walk corpus", "no command"),
        ("run corpus", "missing: out"),
        ("run -o out", "missing: paths"),
        ("run corpus -o out --wrkers 2", "--wrkers"),
        ("show a.pdf b.pdf", "too many"),
        ("run corpus -o", "needs a value"),
    ],
)
def test_calls_that_do_not(call: str, reason: str) -> None:
    assert reason in (problem(call) or "")


def test_calls_are_found_in_shell_blocks_only() -> None:
    text = """
```console
$ extractor run corpus \\
    -o out
extractor 0.1.0
```
```sh
python -m extractor show a.pdf && .venv/bin/extractor read b.pdf | head
```
```python
extractor.walk()
```
extractor walk
"""
    assert list(calls(text)) == ["run corpus      -o out", "0.1.0", "show a.pdf", "read b.pdf"]
