"""The number of participants differs between the abstract, the text and the tables.

Fires on: two places that state different exact numbers for the same role (screened, randomized, analyzed, completed or
    total) of the same study or arm.
Silent on: different roles (96 screened, 73 randomized); "about" or "at least" so many; numbers without a role of which
    the smaller is the number of another role, or either is the number screened; a smaller number that is the size of
    one arm, except in a crossover.
Needs: the assembler keeps a rival number among the `others` of the role that both places state.
Source: abstracts that differ from their text, Pitkin et al. 1999, doi:10.1001/jama.281.12.1110; compared role by
    role, as most trials print several numbers of patients.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import (
    arm_name,
    counts,
    distinct,
    listed,
    quoted,
    rivals,
    sizes,
    structure,
    study_name,
    whole,
    words,
)
from extractor.evidence import Flag, Reported, Sighting
from extractor.study import Record, SampleSize, Study

ROLE_WORDS = {
    "screened": "number screened",
    "randomized": "number randomized",
    "analyzed": "number analyzed",
    "completed": "number who completed",
    "total": "number of participants",
}


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        arm_sizes = _arm_sizes(study)
        for role, value in sizes(study.n):
            found = [r for r in _true_rivals(study.n, role, value) if not _smaller(value, r) & arm_sizes]
            if found:
                yield _flag(study, study_name(study), role, value, found)
        for arm in study.arms:
            for role, value in sizes(arm.n):
                if found := _true_rivals(arm.n, role, value):
                    yield _flag(study, f"{study_name(study)}, {arm_name(arm)}", role, value, found)


def _arm_sizes(study: Study) -> set[int]:
    """Numbers that may be a part of the study taken for the whole; in a crossover an arm is the whole."""
    if structure(study) == "crossover" or len(study.arms) < 2:
        return set()
    return set().union(*(counts(arm.n) for arm in study.arms))


def _true_rivals(n: SampleSize, role: str, value: Reported) -> list[Sighting]:
    found = [rival for rival in rivals(value) if whole(rival) is not None]
    if role != "total":
        return found
    elsewhere = counts(n.model_copy(update={"total": None}))
    screened = counts(SampleSize(screened=n.screened))
    return [r for r in found if not (_smaller(value, r) & elsewhere or {whole(value), whole(r)} & screened)]


def _smaller(value: Reported, rival: Sighting) -> set[int]:
    numbers = [n for n in (whole(value), whole(rival)) if n is not None]
    return {min(numbers)} if numbers else set()


def _flag(study: Study, whose: str, role: str, value: Reported, found: list[Sighting]) -> Flag:
    return Flag(
        check="sample_size_agrees",
        status="fails",
        severity="high",
        message=f"{whose}: the {ROLE_WORDS[role]} is {quoted(value)}, but {listed(quoted(rival) for rival in found)}.",
        about=distinct([value, *found]),
        expected=_told(value),
        found=listed(_told(rival) for rival in found),
        study=study.id,
    )


def _told(place: Sighting) -> str:
    """The number, and its words where it is printed in words: "7 (“Seven subjects”)"."""
    return words(place) if words(place) == str(whole(place)) else f"{whole(place)} (“{words(place)}”)"
