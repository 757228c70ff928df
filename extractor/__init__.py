"""Evidence extractor: the numbers of a paper as validated records, each with its quotation, page and place."""

from __future__ import annotations


def __getattr__(name: str) -> str:
    """`__version__`, looked up when asked for: reading package metadata would slow every start down."""
    if name != "__version__":
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("evidence-extractor")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "unknown"
