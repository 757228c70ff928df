"""The shipped weights, what they are trained by, and what `assemble` does with what they say."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from extractor import models
from extractor.document import Span
from extractor.language import parse
from extractor.models import linear
from extractor.models.counts import CLASSES, RANK, Count, counts_of, judged, sureness
from extractor.pipeline import extract
from extractor.readers import read
from extractor.study import SampleSize

ROOT = Path(__file__).resolve().parent.parent
LARGEST_FILE = 1_000_000


@pytest.fixture(scope="module")
def training() -> ModuleType:
    spec = importlib.util.spec_from_file_location("training_counts", ROOT / "training" / "counts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def sizes(tmp_path: Path, *paragraphs: str) -> SampleSize:
    path = tmp_path / "report.md"
    path.write_text("\n\n".join(["# A report written for this test", *paragraphs]) + "\n", encoding="utf-8")
    (study,) = extract(path, path.name).studies
    return study.n


def values(n: SampleSize) -> dict[str, object]:
    return {role: value.value for role, value in n if value is not None}


def test_the_weights_are_small_and_hold_only_numbers() -> None:
    path = models.folder / "counts.npz"
    assert path.stat().st_size < LARGEST_FILE
    with np.load(path, allow_pickle=False) as file:
        assert set(file.files) == {"weights", "short", "long"}
        weights = file["weights"]
    assert weights.shape[1] == RANK + 1
    assert np.isfinite(weights).all()


def test_a_feature_keeps_its_place() -> None:
    """CRC-32 of "123456789" is the published check value 0xCBF43926."""
    assert linear.buckets(["123456789"], 1 << 32) == [0xCBF43926]
    assert linear.buckets(["a", "b", "a"], 512)[0] == linear.buckets(["a"], 512)[0]


def test_scores_are_sums_of_weights() -> None:
    weights = np.zeros((512, 2), dtype=np.float32)
    a, b = linear.buckets(["a", "b"], 512)
    weights[a], weights[b] = (1, 2), (10, 20)
    model = linear.Linear(weights)
    assert model.scores([["a", "b"], ["b"], ["a", "a"]]).tolist() == [[11, 22], [10, 20], [2, 4]]
    assert model.scores([]).shape == (0, 2)


def test_equal_numbers_stand_together() -> None:
    """Two sightings of 40 outrank one of 50 that is a little likelier than each of them."""
    scores = np.zeros((3, RANK + 1), dtype=np.float32)
    scores[:, RANK] = [1.0, 1.2, 1.0]
    totals, kinds = judged(scores, [40, 50, 40])
    assert totals[0] == totals[2] > totals[1]
    assert kinds == pytest.approx(np.full((3, len(CLASSES)), 1 / len(CLASSES)))


def a_text(training: ModuleType, numbers: list[int], total: int) -> object:
    counts = [
        Count(Span(i, i + 1), str(n), ("whole" if n == total else "part", f"order {i}")) for i, n in enumerate(numbers)
    ]
    classes = np.array([CLASSES.index("total" if n == total else "other") for n in numbers], dtype=float)
    return training.Text("made", "abstract", 99, counts, classes, np.ones(len(numbers)), frozenset([total]))


def test_training_finds_what_tells_a_total(training: ModuleType) -> None:
    texts = [a_text(training, [30 + i, 60 + i, 20], 60 + i) for i in range(6)]
    weights = training.fitted(texts).astype(np.float32)
    scores = linear.Linear(weights).scores([("part", "order 0"), ("whole", "order 1"), ("part", "order 2")])
    totals, _ = judged(scores, [31, 99, 20])
    assert totals.argmax() == 1
    assert totals[1] > 0.5 > totals[0] + totals[2]


def test_training_twice_gives_one_file(training: ModuleType, tmp_path: Path) -> None:
    texts = [a_text(training, [30, 60], 60), a_text(training, [7, 5, 12], 12)]
    for name in ("one.npz", "two.npz"):
        training.write(training.fitted(texts), {"short": training.steps([(0.5, True)])}, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_table_of_certainty_never_falls(training: ModuleType) -> None:
    """Twenty of forty are right at first, then fifteen of twenty, then all: the last twenty prove no certainty."""
    tried = [(i / 100, i % 2 == 0) for i in range(40)] + [(0.4 + i / 100, i % 4 > 0) for i in range(20)]
    table = training.steps([*tried, *((0.7 + i / 100, True) for i in range(20))])
    assert table.tolist() == pytest.approx(np.array([[0.0, 0.5], [0.4, 0.75], [0.7, 1 - 1 / 22]]))


def test_certainty_is_looked_up() -> None:
    model = linear.Linear(
        np.zeros((1, 1), dtype=np.float32), {"short": np.array([[0.1, 0.5], [0.6, 0.9]], dtype=np.float32)}
    )
    assert [round(model.share_right("short", at), 2) for at in (0.0, 0.1, 0.59, 0.61, 1.0)] == [0.5, 0.5, 0.5, 0.9, 0.9]


def flow(tmp_path: Path, text: str) -> dict[str, set[str]]:
    """The words of each number of a text, by its printed form."""
    path = tmp_path / "report.md"
    path.write_text(f"# A report\n\n{text}\n", encoding="utf-8")
    document = read(path, path.name)
    return {document.quote(count.span): set(count.features) for count in counts_of(parse(document), document, {})}


def test_what_is_left_of_a_number(tmp_path: Path) -> None:
    words = flow(
        tmp_path,
        "Twenty-three students were recruited. Two moved too much and were excluded. Data from 21 students were used; "
        "they liked the taste, t(20) = 3.1. A class of 40 students had been asked before.",
    )
    assert "less few is printed" in words["Twenty-three"]
    assert {"is less few", "degrees 1 1", "left of a larger", "fewer people than before"} <= words["21"]
    assert not {"is less few", "degrees 1 1"} & words["40"]


@pytest.mark.parametrize(
    ("text", "became"),
    [
        ("Of 511 adults identified, 105 had low mood and were recruited.", "True taken"),
        ("Of 240 adults with gout, 172 completed the trial.", "False done"),
        ("Of 240 adults with gout, 17 died.", "False befell"),
    ],
)
def test_what_became_of_a_part(tmp_path: Path, text: str, became: str) -> None:
    (whole, part) = flow(tmp_path, text).values()
    assert f"whole {became}" in whole
    assert f"part {became}" in part
    assert not any(word.startswith("part ") and "taken" in word for word in whole)


def test_the_size_of_an_arm_is_less_sure() -> None:
    assert sureness(0.9, 0.0) > sureness(0.9, 0.3) > sureness(0.9, 1.0) == 0


def test_those_screened_are_not_all_studied(tmp_path: Path) -> None:
    n = sizes(
        tmp_path,
        "Adults with gout were screened at two clinics.",
        "From 2,137 screened adults, 85 entered the study: 43 were given lorvapine and 42 placebo.",
    )
    assert n.total is None or n.total.value != 2137


def test_a_text_with_one_group_tells_its_total(training: ModuleType) -> None:
    def told(*entities: tuple[str, str]) -> dict[str, object]:
        return {"entities": [{"label": label, "text": text} for label, text in entities]}

    assert training._studied(told(("count", "40"), ("count+healthy", "20")), {40, 20}) == {40}
    assert training._studied(told(("count+healthy", "Twenty"), ("age mean", "31")), {20}) == {20}
    assert training._studied(told(("count+healthy", "20"), ("count+patients", "22")), {42, 22, 20}) == {42}
    assert training._studied(told(("count+healthy", "20"), ("count+patients", "22")), {22, 20}) == set()
    assert training._studied(told(*(("count+patients", str(n)) for n in (3, 5, 8, 10))), {3, 5, 8, 10}) == set()


def test_a_number_that_no_rule_finds(tmp_path: Path) -> None:
    n = sizes(tmp_path, "A total of 212 mild hypertensives took part. Blood pressure fell by 12 mmHg in 8 weeks.")
    assert values(n) == {"total": 212}
    assert n.total is not None
    assert n.total.found_by == "model:sample_size"


def test_two_stated_numbers_are_for_a_person_to_judge(tmp_path: Path) -> None:
    """What the text itself contradicts is kept with its rival, whichever of the two is likelier."""
    n = sizes(
        tmp_path,
        "## Abstract\n\nWe randomized 126 adults with insomnia to lorvapine or placebo.",
        "## Methods\n\nAdults were recruited at four clinics.",
        "## Results\n\nIn all, 124 adults were randomized. Sleep improved in both groups.",
    )
    assert n.randomized is not None
    assert {n.randomized.value, *(other.value for other in n.randomized.others)} == {124, 126}


def test_the_number_of_one_arm_does_not_contradict_that_of_both(tmp_path: Path) -> None:
    n = sizes(
        tmp_path,
        "## Abstract",
        "A total of 1,436 women with HIV took part in this randomized trial of lorvapine.",
        "## Results",
        "In total, 667 HIV-1 women were randomized to the short lorvapine regimen and 769 women to the long regimen.",
    )
    assert values(n) == {"randomized": 1436, "total": 1436}
    assert n.randomized is not None
    assert n.randomized.others == []


def test_numbers_of_events_are_no_size(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(
        "# A report\n\nAdverse events were seen in 12 patients (20%), and 3 of them stopped.\n", encoding="utf-8"
    )
    assert all(study.n == SampleSize() for study in extract(path, path.name).studies)


def test_arms_that_are_named_beside_their_numbers(tmp_path: Path) -> None:
    """The label in the bracket is another name of the arm, and no third arm."""
    path = tmp_path / "report.md"
    path.write_text(
        "# A report written for this test\n\nEighty relapsers were randomized to herbal tea (group H, n = 39) or usual "
        "care (group U, n = 41). Pain was gone in 61% in group H and in 40% in group U.\n",
        encoding="utf-8",
    )
    (study,) = extract(path, path.name).studies
    assert [(arm.name.value, arm.role, values(arm.n)) for arm in study.arms] == [
        ("herbal tea", "intervention", {"randomized": 39}),
        ("usual care", "comparator", {"randomized": 41}),
    ]
    assert {(result.arm, result.value.value) for result in study.results} == {("arm-1", 61), ("arm-2", 40)}


def test_who_completed_stands_beside_who_was_randomized(tmp_path: Path) -> None:
    """Two models weigh the sizes of arms; what was left of an arm is not its size."""
    path = tmp_path / "report.md"
    path.write_text(
        "# A report written for this test\n\nOne hundred and three adults with gout were randomized (lorvapine, n = 52; "
        "placebo, n = 51). The study was completed by 44 adults in the lorvapine group and 47 in the placebo group.\n",
        encoding="utf-8",
    )
    (study,) = extract(path, path.name).studies
    assert [(arm.name.value, set(values(arm.n).values()), values(arm.n)["completed"]) for arm in study.arms] == [
        ("lorvapine", {52, 44}, 44),
        ("placebo", {51, 47}, 47),
    ]


def test_sizes_before_the_names_of_their_arms(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(
        "# A report\n\nSixty adults with asthma were randomized to lorvapine or placebo. Of these, 27 lorvapine and 29 "
        "placebo participants completed the trial.\n",
        encoding="utf-8",
    )
    (study,) = extract(path, path.name).studies
    assert [(arm.name.value, values(arm.n)) for arm in study.arms] == [
        ("lorvapine", {"completed": 27}),
        ("placebo", {"completed": 29}),
    ]


def test_a_sum_that_only_the_model_would_dispute_is_no_accusation(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(
        "# A report\n\nA total of 90 mild hypertensives were randomized to lorvapine (n = 39) or placebo (n = 41).\n",
        encoding="utf-8",
    )
    record = extract(path, path.name)
    assert {value.found_by for study in record.studies for _, value in study.n if value} == {"model:sample_size"}
    assert not [flag for flag in record.flags if flag.status == "fails"]
