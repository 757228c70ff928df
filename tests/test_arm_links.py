"""Whose result each number is: the chain that decides for all numbers of a sentence, and the arms that it gives."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from extractor.models.arm_links import LEAST, ROWS, Arm, ArmLinks, Asked, Name, Ruled, judged, weights
from extractor.models.chains import Chain, marginals
from extractor.models.result_links import Stretch
from extractor.pipeline import extract

TRIAL = """# Torbutidine or placebo for chronic cough: a randomized trial

Methods: Eighty adults with chronic cough were randomly assigned to torbutidine 20 mg daily or placebo for 8 weeks.

Results: {}

Conclusions: Torbutidine was better than placebo in chronic cough.
"""


def chain(seed: int) -> tuple[Chain, np.ndarray]:
    """Three numbers with four choices each, and weights drawn at random."""
    random = np.random.default_rng(seed)
    unary = [[tuple(random.integers(0, 50, 3).tolist()) for _ in range(4)] for _ in range(3)]
    hows = random.integers(0, 5, (4, 4))
    hows[0, 0] = 4
    steps = [[tuple(random.integers(0, 50, 2).tolist()) for _ in range(5)] for _ in range(2)]
    return Chain(unary, hows, steps), random.normal(size=50)


def every_run(one: np.ndarray, two: np.ndarray) -> dict[tuple[int, ...], float]:
    """The score of every run of choices, one by one."""
    return {
        run: sum(one[i, j] for i, j in enumerate(run)) + sum(two[i, run[i], run[i + 1]] for i in range(len(run) - 1))
        for run in itertools.product(range(one.shape[1]), repeat=one.shape[0])
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_best_run_is_the_best_of_all(seed: int) -> None:
    links, learned = chain(seed)
    runs = every_run(*links.potentials(learned))
    assert tuple(links.best(learned)) == max(runs, key=lambda run: runs[run])


@pytest.mark.parametrize("seed", range(5))
def test_how_likely_a_choice_is_counts_all_runs(seed: int) -> None:
    links, learned = chain(seed)
    one, two = links.potentials(learned)
    runs = every_run(one, two)
    whole = sum(np.exp(score) for score in runs.values())
    likely, pairs = marginals(one, two)
    for i, j in itertools.product(range(3), range(4)):
        assert likely[i, j] == pytest.approx(sum(np.exp(s) for run, s in runs.items() if run[i] == j) / whole)
    assert pairs[1, 2, 3] == pytest.approx(sum(np.exp(s) for run, s in runs.items() if run[1:] == (2, 3)) / whole)


def asked(text: str, numbers: list[int], names: dict[int, int | None], arms: int) -> Asked:
    """A sentence by the places of its numbers, and of its names with the arm of each."""
    return Asked(
        words=text.split(),
        numbers=[Stretch(at, at + 1) for at in numbers],
        kinds=["mean"] * len(numbers),
        names=[Name(Stretch(at, at + 1), arm) for at, arm in names.items()],
        outcomes=[],
        arms=[Arm("i", rank, "a", 3, 2) for rank in range(arms)],
        ruled=[Ruled()] * len(numbers),
    )


def test_arms_without_a_name_in_the_sentence_are_choices_too() -> None:
    links = ArmLinks(asked("Pain fell by 5 with X and 3 with others", [3, 7], {5: 1, 9: None}, arms=3))
    assert links.arms == [1, None, 0, 2, None]
    assert links.chain.likely(np.zeros(ROWS)).tolist() == [pytest.approx([0.2] * 5)] * 2


def test_an_arm_is_as_likely_as_all_its_names_together() -> None:
    links = ArmLinks(asked("X lowered pain by 5 and X slept more", [4], {0: 0, 6: 0}, arms=1))
    (found,) = links.judged(np.zeros(ROWS))
    assert (found.arm, found.likely) == (0, pytest.approx(2 / 3))


def test_what_is_not_likely_enough_gives_no_arm() -> None:
    question = asked("It was 5 or 7 and 9 or 11", [2, 4, 6, 8], {}, arms=5)
    likely = [one.likely for one in ArmLinks(question).judged(weights())]
    assert [one.arm is not None for one in judged(question)] == [share >= LEAST for share in likely]
    assert min(likely) < LEAST


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Response was seen in 45% of the torbutidine group and 20% of the placebo group.",
            {"45": "torbutidine", "20": "placebo"},
        ),
        (
            "More patients slept through the night with torbutidine than with placebo (62% vs. 41%, p = 0.01).",
            {"62": "torbutidine", "41": "placebo"},
        ),
        (
            "Compared with placebo, torbutidine lowered the mean cough score (3.1 vs. 4.6).",
            {"3.1": "torbutidine", "4.6": "placebo"},
        ),
        (
            "Mean cough score was 3.1 and 4.6 with torbutidine and placebo, respectively.",
            {"3.1": "torbutidine", "4.6": "placebo"},
        ),
        (
            "The cough score fell from 7.9 to 3.1 with torbutidine and from 7.8 to 4.6 with placebo.",
            {"3.1": "torbutidine", "4.6": "placebo"},
        ),
        (
            "Headache (12% versus 5%) and nausea (9% versus 2%) were more common with torbutidine than with placebo.",
            {"12": "torbutidine", "5": "placebo", "9": "torbutidine", "2": "placebo"},
        ),
    ],
)
def test_each_number_has_its_arm(tmp_path: Path, text: str, told: dict[str, str]) -> None:
    path = tmp_path / "abstract.md"
    path.write_text(TRIAL.format(text), encoding="utf-8")
    (study,) = extract(path, "abstract.md").studies
    names = {arm.id: str(arm.name.value) for arm in study.arms}
    found = {result.value.number: names.get(result.arm or "", "") for result in study.results if result.value}
    assert {number: found.get(number, "not found").split(" ")[0] for number in told} == told


def test_a_result_is_no_surer_than_its_arm(tmp_path: Path) -> None:
    """Nothing says which arm had 3 and which 1: the number is as sure as the arm that it is given to, or has none."""
    text = "Dry mouth was seen in 31% and 17%."
    path = tmp_path / "abstract.md"
    path.write_text(TRIAL.format(text), encoding="utf-8")
    (study,) = extract(path, "abstract.md").studies
    sure = [result.value.confidence for result in study.results if result.value and result.arm is not None]
    assert all(confidence < 0.9 for confidence in sure)


GROUPS = """# Breathing exercises for asthma

Ninety adults with asthma were randomly assigned to usual dental care (UDC) or COPP/VEB. There were three groups.

Asthma control improved in 40% with COPP/VEB and in 25% with UDC. In the parallel groups no harm was seen.
"""


def test_letters_and_names_with_a_stroke_name_their_arm_and_counts_name_none(tmp_path: Path) -> None:
    path = tmp_path / "abstract.md"
    path.write_text(GROUPS, encoding="utf-8")
    (study,) = extract(path, "abstract.md").studies
    names = {arm.id: str(arm.name.value) for arm in study.arms}
    assert sorted(names.values()) == ["COPP/VEB", "usual dental care"]
    found = {result.value.number: names.get(result.arm or "") for result in study.results if result.value}
    assert found == {"40": "COPP/VEB", "25": "usual dental care"}
