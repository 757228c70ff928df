"""Names of potencies, toxic doses and kinetic parameters, and the units that they come in: "IC50", "t1/2", "ng·h/mL"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FIFTY = r"\s?(?:50|₅₀|90|₉₀)"
# (statistic, how it is written, whether it is plain only beside a unit in brackets)
PARAMETERS: tuple[tuple[str, str, bool], ...] = (
    ("pic50", rf"p[- ]?IC{_FIFTY}", False),
    ("pec50", rf"p[- ]?EC{_FIFTY}", False),
    ("pki", r"p[- ]?K\s?[iᵢ]", False),
    ("pkd", r"p[- ]?K\s?d", False),
    ("pa2", r"p\s?A\s?[2₂]", False),
    ("ic50", rf"IC{_FIFTY}|half[- ]maximal inhibitory concentrations?", False),
    ("ec50", rf"EC{_FIFTY}|half[- ]maximal effective concentrations?", False),
    ("ed50", rf"ED{_FIFTY}|[Mm]edian effective doses?", False),
    ("id50", rf"ID{_FIFTY}", False),
    ("ld50", rf"LD{_FIFTY}|[Mm]edian lethal doses?", False),
    ("lc50", rf"LC{_FIFTY}", False),
    ("td50", rf"TD{_FIFTY}", False),
    ("gi50", rf"GI{_FIFTY}", False),
    ("cc50", rf"CC{_FIFTY}", False),
    ("hc50", rf"HC{_FIFTY}", False),
    ("dc50", rf"DC{_FIFTY}", False),
    ("mic", r"MICs?(?:50|90)?|[Mm]inim(?:um|al) inhibitory concentrations?", False),
    ("mbc", r"MBCs?", False),
    ("ki", r"K\s?[iᵢ]|inhibition constants?", False),
    ("kd", r"K\s?[dD](?!\w)|dissociation constants?", False),
    ("noael", r"NOAEL", False),
    ("loael", r"LOAEL", False),
    ("mtd", r"MTD|maximum tolerated dose", False),
    ("emax", r"E\s?max", True),
    ("cmax", r"[Cc]\s?(?:max|ₘₐₓ)", False),
    ("tmax", r"[Tt]\s?max", False),
    ("auc", r"AUC(?:\s?\(?0?[-–→]?\s?(?:\d+|t|inf|∞|last)\s?(?:h|min)?\)?(?![\w/])|last|inf|tau|all)?", False),
    ("half_life", r"(?:[Tt]erminal |[Ee]limination |[Pp]lasma )*[Hh]alf-li(?:fe|ves)|[Tt]\s?(?:1/2|½|₁/₂)(?:\s?[αβz])?", False),
    ("clearance", r"(?:[Tt]otal |[Pp]lasma |[Ss]ystemic |[Oo]ral |[Bb]lood )*[Cc]learance|CL(?:/F|p|tot|int)?", False),
    ("volume_of_distribution", r"(?:[Aa]pparent |[Ss]teady-state )*[Vv]olumes? of distribution(?: at steady state)?|V\s?(?:ss|d|dss|z)(?:/F)?", False),
    ("bioavailability", r"(?:[Oo]ral |[Aa]bsolute |[Ss]ystemic )*[Bb]ioavailability|F(?=\s?[(\[,]\s?%)", False),
    ("mrt", r"MRT(?:0?[-–]\w+|last|inf)?|mean residence time", False),
)  # fmt: skip
NAMES = tuple(
    (statistic, re.compile(rf"(?<![\w-])(?:{words})(?![A-Za-z])"), bare) for statistic, words, bare in PARAMETERS
)
ANY = re.compile(rf"(?<![\w-])(?:{'|'.join(words for _, words, _ in PARAMETERS)})(?![A-Za-z])")
WITHOUT_UNIT = frozenset({"pic50", "pec50", "pki", "pkd", "pa2"})
# What the body does with a compound; the others tell how strong it is.
KINETIC = frozenset(
    {"cmax", "tmax", "auc", "half_life", "clearance", "volume_of_distribution", "bioavailability", "mrt"}
)
# Doses that have an effect are of a measure, at a time; the others are of a target.
OF_AN_EFFECT = frozenset({"ed50", "id50"})
STATISTICS = frozenset(statistic for statistic, _, _ in PARAMETERS)

_MOLAR = r"[pnµμmu]?M|[pnµμm]mol(?:/[lL]|\s?[lL][-−–]1)"
_MASS = r"(?:[pnµμmuk]?g|mcg)"
_PER_VOLUME = rf"{_MASS}\s?(?:/|\s)\s?[mµμd]?[lL](?:[-−–]1)?"
_DOSE = rf"{_MASS}\s?/\s?(?:kg|m2|m²)(?:\s?/\s?(?:day|d|h))?|{_MASS}\s?kg\s?[-−–]1"
_AREA = rf"(?:(?:h|hr|min)\s?[·⋅*×.\s•]\s?{_MASS}|{_MASS}\s?[·⋅*×.\s•/]?\s?(?:h|hr|min))\s?/\s?[mµμ]?[lL]|[nµμ]M\s?[·⋅*×.\s•]\s?h"
_FLOW = r"m?[lL]\s?/\s?(?:min|h)(?:\s?/\s?kg)?|[µμ]L/min/(?:mg|10\S* cells)"
_TIME = r"(?:hrs?|hours?|h|minutes?|min|days?|s)"
UNIT = rf"(?:{_AREA}|{_FLOW}|{_PER_VOLUME}|{_DOSE}|m?[lL]\s?/\s?kg|{_MOLAR}|ppm|IU/m?[lL]|%|{_TIME})"
# The kind of unit that each parameter has; every other one is a concentration.
UNIT_OF = {
    **dict.fromkeys(("ed50", "id50", "ld50", "td50", "noael", "loael", "mtd"), rf"{_DOSE}|{_MASS}|{_MOLAR}|{_PER_VOLUME}"),
    **dict.fromkeys(("tmax", "half_life", "mrt"), _TIME),
    "auc": _AREA, "clearance": _FLOW, "volume_of_distribution": r"m?[lL](?:\s?/\s?kg)?", "bioavailability": "%", "emax": "%",
}  # fmt: skip
_CONCENTRATION = rf"{_PER_VOLUME}|{_MOLAR}|ppm|IU/m?[lL]|{_DOSE}"
_FITS = {name: re.compile(UNIT_OF.get(name, _CONCENTRATION) + "$") for name in STATISTICS}
IN_BRACKETS = re.compile(
    rf"[(\[]\s?(?:in )?(?P<unit>{UNIT})(?=\s?[)\],;±]|\s(?:with|mean|±))|,\s(?:in )?(?P<after>{UNIT})(?=$|[,;)\s])"
)
AT_END = re.compile(rf"\s(?P<unit>{UNIT})$")


def fits(statistic: str, unit: str | None) -> bool:
    """Whether a unit is one that a parameter can have: a half-life has hours, an IC50 has a concentration."""
    return statistic in WITHOUT_UNIT if unit is None else _FITS[statistic].match(unit) is not None


class Named(NamedTuple):
    """A parameter and where a label names it."""

    statistic: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def parameter_in(label: str) -> Named | None:
    """The parameter that a heading, stub or caption names first."""
    if not ANY.search(label):
        return None
    found = [(match.start(), order, Named(statistic, *match.span())) for order, (statistic, pattern, bare) in enumerate(NAMES)
             if (match := pattern.search(label)) and not (bare and not IN_BRACKETS.search(label))]  # fmt: skip
    return min(found)[2] if found else None


def unit_in(label: str) -> str | None:
    """The unit that a heading gives in brackets, after a comma or at its end: "IC50 (nM)", "Ki, nM"."""
    match = IN_BRACKETS.search(label)
    if match is not None:
        return normal(match["unit"] or match["after"])
    match = AT_END.search(label)
    return normal(match["unit"]) if match else None


def normal(unit: str) -> str:
    """One spelling: "μM" and "uM" are "µM", "ng.h/mL" and "h·ng/mL" are "ng·h/mL"."""
    unit = re.sub(r"\s?/\s?", "/", unit.strip()).replace("μ", "µ").replace("₅₀", "50")
    unit = re.sub(r"^u(?=[MgL])", "µ", unit)
    unit = re.sub(r"^(?:h|hr)\s?[·⋅*×.\s•]\s?([a-zµ]+)/", r"\1·h/", unit)
    unit = re.sub(r"(?<=[gM])\s?[·⋅*×.\s•]\s?(?:h|hr)(?=/|$)", "·h", unit)
    unit = re.sub(r"(?<=/)([mµd]?)l$", r"\1L", unit)
    return {"hr": "h", "hrs": "h", "hour": "h", "hours": "h", "minutes": "min", "minute": "min"}.get(unit, unit)
