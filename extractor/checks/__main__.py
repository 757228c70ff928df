"""Writes the manual's table of checks from what stands at the head of each: `python -m extractor.checks README.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from extractor.checks import ACROSS, CHECKS, source_of

BEGIN, END = "<!-- checks: python -m extractor.checks README.md -->", "<!-- end of checks -->"


def table() -> str:
    """The table in Markdown: each check, what it flags, an example, and the paper of its method."""
    rows = ["| check | flags | example | method |", "|---|---|---|---|"]
    return "\n".join([*rows, *(f"| {' | '.join(row)} |" for row in _rows())])


def written_into(manual: str) -> str:
    """A manual with the table between its marks.  Raises ValueError where the marks are missing."""
    before, begin, rest = manual.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the manual needs the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _rows() -> Iterator[tuple[str, ...]]:
    for module in (*CHECKS, *ACROSS):
        first, *others = [" ".join(part.split()) for part in (module.__doc__ or "").strip().split("\n\n")]
        example = others[0] if others and not others[0].startswith("Fires on:") else ""
        link = source_of(module)
        paper = f"[{link.removeprefix('https://doi.org/')}]({link})" if link else ""
        name = module.__name__.rpartition(".")[2]
        yield f"`{name}`", _cell(first.rstrip(".")), _cell(example), paper


def _cell(text: str) -> str:
    return re.sub(r"\|", r"\\|", text)


def main() -> None:
    if len(sys.argv) < 2:
        print(table())
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(written_into(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
