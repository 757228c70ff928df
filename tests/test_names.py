"""Names of compounds: which are one substance, which are not, and which compound a title is about."""

from __future__ import annotations

import csv
import time

import pytest

from extractor.finders.title_compounds import compounds_in
from extractor.language.compound_forms import form_of, key_of
from extractor.language.compound_names import clashing_group, is_alias, named_in
from extractor.language.substance_names import EVERYDAY, TABLE, are_synonyms, known


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ketamine hydrochloride", "ketamine"),
        ("(S)-Ketamine", "ketamine"),
        ("rac-Ketamine", "ketamine"),
        ("(±)-Ketamine HCl", "ketamine"),
        ("Ketamine-d4", "ketamine"),
        ("[11C]Ketamine", "ketamine"),
        ("Amoxicillin trihydrate", "amoxicillin"),
        ("Testosterone enanthate", "testosterone"),
        ("Valproic acid", "valproate"),
        ("Sodium chloride", "sodiumchloride"),
        ("Methyl salicylate", "methylsalicylate"),
        ("Vitamin D", "vitamind"),
        ("Dextran", "dextran"),
        ("Hydroazine", "hydroazine"),
    ],
)
def test_key_of(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ketamine", "name"),
        ("Ketamine hydrochloride", "salt"),
        ("Haloperidol decanoate", "ester"),
        ("Amoxicillin trihydrate", "hydrate"),
        ("(S)-Ketamine", "enantiomer"),
    ],
)
def test_form_of(name: str, kind: str) -> None:
    assert form_of(name) == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ketalar", "ketamine"),
        ("Spravato", "esketamine hydrochloride"),
        ("arketamine", "ketamine"),
        ("paracetamol", "Tylenol"),
        ("salbutamol sulphate", "albuterol"),
        ("adrenaline", "epinephrine"),
        ("frusemide", "Lasix"),
        ("LY2228820", "ralimetinib"),
        ("AZD-9291", "osimertinib mesylate"),
        ("MK-801", "dizocilpine"),
        ("MDMA", "midomafetamine"),
        ("esomeprazole magnesium", "omeprazole"),
    ],
)
def test_names_of_one_substance(one: str, other: str) -> None:
    assert are_synonyms(one, other)
    assert are_synonyms(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ketamine", "norketamine"),
        ("fluoxetine", "duloxetine"),
        ("cendifensine", "centanafadine"),
        ("prednisolone", "prednisone"),
        ("codeine", "morphine"),
        ("thalidomide", "pomalidomide"),
        ("Hetramine", "ketamine"),
        ("vitamin D", "vitamin E"),
    ],
)
def test_names_of_two_substances(one: str, other: str) -> None:
    assert not are_synonyms(one, other)


@pytest.mark.parametrize("word", ["lead", "water", "Iron", "air", "focus", "salt", "cell", "green"])
def test_everyday_words_are_no_substance(word: str) -> None:
    assert known(word) == ()


def test_the_table_is_sorted_and_whole() -> None:
    with TABLE.open(encoding="utf8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    keys = [key for key, _, _ in rows]
    assert keys == sorted(keys)
    assert {kind for _, _, kind in rows} >= {
        "INN",
        "USAN",
        "brand",
        "code",
        "name",
        "salt",
        "ester",
        "hydrate",
        "enantiomer",
    }
    assert not EVERYDAY & set(keys)
    assert all(known(key) for key in keys[1000:100000:7919])
    assert known(keys[0] if len(keys[0]) > 3 else keys[-1])


def test_a_name_is_found_without_loading_the_table() -> None:
    known("ketamine")
    start = time.perf_counter()
    for i in range(200):
        known(f"velasprine{i}")
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("An In-depth Technical Guide on the Mechanism of Action of Centanafadine", ["Centanafadine"]),
        ("Ralimetinib (LY2228820): A Technical Guide", ["Ralimetinib"]),
        ("The Mechanism of Kinase Inhibitor TRX-1150", ["TRX-1150"]),
        ("Dual Inhibition of Sleep: The Mechanism of Action of Compound 8i", ["Compound 8i"]),
        ("Mechanism of Action of Fumonisin B1", ["Fumonisin B1"]),
        ("Certificate of Analysis for 3,4-Dimethoxybenzaldehyde-d6", ["3,4-Dimethoxybenzaldehyde-d6"]),
        ("Cannabidiol Biosynthesis Pathways in Plants: A Technical Guide", ["Cannabidiol"]),
        ("An Overview of Paclitaxel's Effects on Cells", ["Paclitaxel"]),
        ("Derivatives of Camptothecin in Comparison to Topotecan", []),
        ("Effects of a New Salt in HCT116 Cells", []),
        ("The Third Generation of EGFR Inhibitors: Osimertinib and Beyond", []),
        ("Lipid Nanoparticles for Gene Delivery", []),
        ("Pomalidomide-Based PROTACs: A Technical Guide", []),
        ("The Core Mechanism of HSP90 Inhibitors", []),
        ("Mechanism of Action of Colchicine-Site Tubulin Inhibitors", []),
        ("An Overview of Echinocandins", []),
        ("The Role of Dopamine in Reward", []),
        ("Recovering Solvent from Paracetamol", []),
        ("Strategic Fluorination in Camptothecin Design", []),
        ("Twelve weeks of walking: a 12-month follow-up", []),
    ],
)
def test_the_compound_of_a_title(title: str, found: list[str]) -> None:
    assert [compound.name for compound in compounds_in(title)] == found


@pytest.mark.parametrize(
    ("title", "name", "how"),
    [
        ("Sleep Inhibitor 18 (WX-132): A Guide", "Sleep inhibitor 18", "exact"),
        ("PROTAC AR Degrader 7 in Cancer", "AR degrader 7", "longer"),
        ("AR Degrader 70 in Cancer", "AR degrader 7", None),
        ("Ketamine in Depression", "Ketamine hydrochloride", "exact"),
        ("Making N Thieno 2,3 D Pyrimidin 4 Yl Benzamide", "N-{thieno[2,3-d]pyrimidin-4-yl}benzamide", "exact"),
    ],
)
def test_a_name_in_a_title(title: str, name: str, how: str | None) -> None:
    assert named_in(title, name) == how


def test_a_name_of_a_class_and_a_number_is_a_catalogues_own() -> None:
    assert all(is_alias(name) for name in ("Tubulin inhibitor 9", "Stat3-IN-27", "GLP-1R agonist 14"))
    assert not any(is_alias(name) for name in ("Ketamine", "LY 221501", "Mytoxin B", "CBD-1"))


def test_groups_at_one_place_of_one_parent() -> None:
    assert clashing_group("X-(10Me-11F-Velasprine)", "10-Methoxy-11-Fluoro-Velasprine") == ("10-methyl", "10-methoxy")
    assert clashing_group("X-(10OMe-11F-Velasprine)", "10-Methoxy-11-Fluoro-Velasprine") is None
    assert clashing_group("10Me-Torbutidine", "10-Methoxy-Velasprine") is None
