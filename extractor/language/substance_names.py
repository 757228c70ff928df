"""Knows which names are of one substance: brands, international and national names, codes and abbreviations.

The table beside this file was made by `training.substance_names` from the UNII list of the US Food and Drug
Administration (public domain).  It is sorted by key, so that a name is found by halving the file, without loading it.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from extractor.language.compound_forms import key_of

TABLE = Path(__file__).with_name("substance_names.csv")
# Words of everyday language, of the body and of the laboratory that are also names of substances or of trade.
EVERYDAY = frozenset(
    """lead water iron zinc copper silver gold tin oxygen nitrogen hydrogen carbon sulfur sulphur iodine chlorine
    bromine fluorine calcium sodium potassium magnesium phosphorus aluminum aluminium nickel cobalt chromium
    mercury arsenic helium neon argon xenon krypton air salt sugar starch honey milk egg wheat rice corn coffee
    tea tobacco alcohol charcoal clay chalk talc silica glass ice steam soap wax gum paraffin petrolatum protein
    peptide dna rna mrna antigen antibody control placebo vehicle saline amine amino lipid steroid hormone
    vitamin enzyme agent factor focus advance balance boost ensure vision energy action active direct pure
    natural relief complete basic system solution guide target model standard reference method result study
    trial patient nutrition sun light shield clear fresh cool comfort care plus max ultra super extra first
    second third rapid acid base oxide alkali urine blood bile sweat skin bone liver brain heart lung kidney
    muscle serum matrix compound product complex chemical substance reagent item paste tertiary green white
    delta cedar proteinc isotonicsolution material general specific selective novel potent dual human mouse ras
    myc aids star peak aim all art ass bag ban bat bay bed best big bit box can cap car cat cell chip clip cod
    cox cup day dip dose drop ear ecg eeg end discovery development mechanism review overview introduction
    profile clinical research science therapy treatment disease cancer depression pain infection synthesis
    design structure""".split()
)
# Substances of the body, of food and of the bench: named in any text, and seldom what a guide is sold for.
COMMON = frozenset(
    """insulin glucose glutamate serotonin dopamine norepinephrine noradrenaline epinephrine adrenaline
    acetylcholine histamine melatonin cholesterol estrogen oestrogen progesterone testosterone cortisol gaba atp
    adp amp nad nadh tubulin albumin collagen elastin keratin heparin thrombin trypsin pepsin fibrin fibrinogen
    hemoglobin haemoglobin lactose sucrose fructose glycerol urea ammonia dextrose proline glycine alanine
    leucine valine serine threonine cysteine tyrosine lysine arginine histidine asparagine glutamine methionine
    tryptophan phenylalanine isoleucine aspartate purine pyrimidine indole benzene toluene ethanol methanol
    acetone hexane chloroform phenol aniline pyridine pyrrole furan thiophene imidazole benzamide acetamide
    quinoline piperidine piperazine pyrrolidine morpholine naphthalene cellulose chitin pectin inulin
    glutathione adenosine inosine uridine cytidine thymidine guanosine biotin heme porphyrin orexin ghrelin
    leptin oxytocin vasopressin calcitonin glucagon secretin gastrin amylin angiotensin bradykinin endorphin
    dynorphin interferon interleukin cytokine chemokine camp cgmp lithium nitricoxide estradiol
    calcitoningenerelatedpeptide caffeine nicotine aldosterone prolactin dihydrotestosterone thyroxine""".split()
)
_TOLD_APART = 4  # letters from which on a key is looked up; three where it is written in capitals


@dataclass(frozen=True, slots=True)
class Known:
    """A substance that a name may stand for, and the kind of that name: INN, USAN, brand, code, salt, name ..."""

    substance: str
    kind: str


@cache
def _lines() -> mmap.mmap:
    with TABLE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _start_of_line(lines: mmap.mmap, offset: int) -> int:
    return lines.rfind(b"\n", 0, offset) + 1


@lru_cache(maxsize=65536)
def known_by_key(key: str) -> tuple[Known, ...]:
    """Every substance that has a name with this key; none for a key that the table lacks."""
    if not key or not key.isascii():
        return ()
    lines, wanted = _lines(), key.encode() + b","
    low, high = 0, len(lines)
    while low < high:
        at = _start_of_line(lines, (low + high) // 2)
        end = lines.find(b"\n", at)
        if lines[at:end] < wanted:
            low = end + 1
        else:
            high = at
    found = []
    while lines[low : low + len(wanted)] == wanted:
        end = lines.find(b"\n", low)
        _, substance, kind = lines[low:end].decode().split(",")
        found.append(Known(substance, kind))
        low = end + 1
    return tuple(found)


def known(name: str) -> tuple[Known, ...]:
    """Every substance that a name may stand for, salts, hands and esters apart."""
    key = key_of(name)
    if key in EVERYDAY or len(key) < 3 or (len(key) < _TOLD_APART and not name.strip().isupper()):
        return ()
    return known_by_key(key)


def substances(name: str) -> frozenset[str]:
    """The substances that a name may stand for."""
    return frozenset(found.substance for found in known(name))


def are_synonyms(one: str, other: str) -> bool:
    """Whether two names have a substance in common."""
    return bool(substances(one) & substances(other)) or key_of(one) == key_of(other)
