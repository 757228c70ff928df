"""Compares the test statistics found in prose, and the time that takes, with the package statcheck of PyPI.

    python benchmarks/prose_statistics.py TEXTS.jsonl [--statcheck PYTHON] [--list]

TEXTS.jsonl has a document's text a line under "text".  PYTHON is the interpreter of an environment that has statcheck
(and a pandas below 3: with a later one it raises an error on every result).  Only finding and recomputing is timed, in
processor time, after everything is imported.  --list prints every result that does not follow from its statistic.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from extractor.arithmetic import Verdict, p_value
from extractor.finders.statistical_tests import Statistic, statistics_in

# Runs in the other environment: a line of JSON for all documents, an error in one of them counted.
OTHERS = """
import io, json, sys, time, contextlib
from statcheck.st import statcheck
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
found, errors, failed, first = [], 0, 0, ""
began = time.process_time()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    for text in texts:
        try:
            result = statcheck([text], messages=False)
        except Exception as error:
            failed, first = failed + 1, first or f"{type(error).__name__}: {error}"
            continue
        table = result[0] if isinstance(result, tuple) else result
        if table is not None and len(table):
            found += [str(raw) for raw in table["Raw"]] if "Raw" in table else [""] * len(table)
            column = next((name for name in table.columns if str(name).lower() == "error"), None)
            errors += int((table[column] == True).sum()) if column else 0
seconds = time.process_time() - began
print(json.dumps({"seconds": seconds, "found": found, "errors": errors, "failed": failed, "first": first}))
"""


def judged(text: str) -> list[tuple[Statistic, Verdict]]:
    """Every test statistic of a text that has a p, with its verdict."""
    found = []
    for test in statistics_in(text):
        if not test.p or test.test == "other":
            continue
        df1, df2 = (*test.df, "", "")[:2]
        try:
            verdict = p_value(test.test, f"{test.sign}{test.value}", df1, df2, test.p_sign, test.p)
        except ValueError:
            continue
        found.append((test, verdict))
    return found


def report(texts: Sequence[str], listed: bool) -> float:
    p_value("F", "2.2", "1", "28", p=".15")  # imports scipy
    began = time.process_time()
    results = [judged(text) for text in texts]
    seconds = time.process_time() - began
    told = Counter(verdict.verdict for found in results for _, verdict in found)
    decide = sum("other side" in verdict.reason for found in results for _, verdict in found)
    documents = sum(bool(found) for found in results)
    print(
        f"extractor: {told.total()} results in {documents} of {len(texts)} documents, "
        f"{told['inconsistent']} inconsistent, {decide} of them on the other side of 0.05; {seconds:.2f} s"
    )
    if listed:
        for text, found in zip(texts, results, strict=True):
            for test, verdict in found:
                if verdict.verdict == "inconsistent":
                    print("   ", " ".join(text[test.at[0] : test.at[1]].split()), "-", verdict.reason)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--statcheck", metavar="PYTHON")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    texts = [json.loads(line)["text"] for line in given.texts.open(encoding="utf-8")]
    seconds = report(texts, given.list)
    if given.statcheck:
        call = [given.statcheck, "-c", OTHERS, str(given.texts)]
        run = subprocess.run(call, capture_output=True, text=True, check=False)
        if run.returncode:
            sys.exit(f"statcheck did not run: {run.stderr.strip().splitlines()[-1:]}")
        other = json.loads(run.stdout.strip().splitlines()[-1])
        print(
            f"statcheck: {len(other['found'])} results, {other['errors']} called errors, {other['failed']} documents "
            f"failed{' (' + other['first'][:90] + ')' if other['first'] else ''}; {other['seconds']:.2f} s, "
            f"{other['seconds'] / seconds:.1f} times as long"
        )


if __name__ == "__main__":
    main()
