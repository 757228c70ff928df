"""A title or conclusion speaks of a kind of patients that a study did not have.

Fires on: a study retold here, in a document whose title, abstract or conclusion says "treatment-resistant depression",
    whose patients are said to have depression and nowhere to be treatment-resistant; any study whose patients are said
    to be the opposite (a title on adolescents, patients aged 18 to 65).
Silent on: populations that are not stated; synonyms (refractory, failed two trials); other conditions than the claim's;
    animals; kinds of patients of which a plain description may be silent (age, sex), unless the opposite is stated;
    kinds that are not in the table below; in a document's own studies, whatever is left out.
Needs: claims with qualifier and condition; the population of each study with every place that states it.
Source: claims beyond what was studied, Boutron et al. 2010, doi:10.1001/jama.2010.651.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.checks.sightings import distinct, quoted, sightings, study_name, words
from extractor.evidence import Flag, Sighting
from extractor.study import Claim, Record, Study

NO_CONDITION = {"disorder", "disorders", "disease", "diseases", "syndrome", "symptoms", "episode"}
SHOWN_PLACES = 2
CLAIM_ORDER = ("title", "abstract", "conclusion")


@dataclass(frozen=True)
class Kind:
    """A kind of patients: how it is written, what states the opposite, and whether a study of it would say so.

    ages: the youngest and the oldest age that such patients may have.
    """

    written: str
    opposite: str | None = None
    would_be_said: bool = False
    ages: tuple[int, int] | None = None


KINDS = (
    Kind(
        r"resistan|refractory|\bTRD\b|\bTRS\b|\bfail|non-?\s?respon|not respon|unrespons|inadequate(?:ly)? respon"
        r"|insufficient(?:ly)? respon|lack of respon|difficult[- ]to[- ]treat|intractable|without success|unsuccessful",
        opposite=r"(?:treatment|drug|medication|antidepressant)[- ]na[iï]ve|(?:not|non)[- ]treatment[- ]resistant",
        would_be_said=True,
    ),
    Kind(
        r"na[iï]ve|untreated|never (?:been )?treated", opposite=r"treatment[- ]resistant|refractory", would_be_said=True
    ),
    Kind(r"bipolar|manic|mania|\bBD\b", opposite=r"unipolar|non-?bipolar", would_be_said=True),
    Kind(r"post-?\s?partum|post-?\s?natal|puerper|after (?:delivery|childbirth)|peri-?natal", would_be_said=True),
    Kind(r"first[- ]episode|early psychosis|recent[- ]onset", opposite=r"multi-?episode|chronic", would_be_said=True),
    Kind(r"metasta|advanced|stage (?:IV|4)", opposite=r"early[- ]stage|non-?metastatic", would_be_said=True),
    Kind(r"psychotic|psychosis|delusion", opposite=r"non-?psychotic|without psychotic", would_be_said=True),
    Kind(r"suicid", opposite=r"(?:non-?|not )suicidal|without suicid", would_be_said=True),
    Kind(
        r"p(?:a)?ediatric|child|adolesc|teen|youth|infant|neonat|school|boys|girls|minors|juvenile",
        opposite=r"(?<!young )\badults?\b",
        ages=(0, 17),
    ),
    Kind(r"elderly|geriatric|older|late[- ]life|aged (?:over|above) 6\d|senior", ages=(55, 120)),
    Kind(r"\badult", opposite=r"\b(?:children|adolescents|infants|neonates) (?:with|aged)", ages=(18, 120)),
    Kind(r"wom[ae]n|female|mothers|girls|pregnan|maternal", opposite=r"\b(?:all|only|exclusively) (?:men|males?)\b"),
    Kind(r"\bm[ae]n\b|\bmales?\b|boys|fathers", opposite=r"\b(?:all|only|exclusively) (?:women|females?)\b"),
)
_AGE_RANGE = re.compile(
    r"(?:\baged?\b|\bages\b|years|\bold\b)[^.;]{0,25}?\b(\d{1,3})\s*(?:to|and|[-–—])\s*(\d{1,3})\b"
    r"|\b(\d{1,3})\s*(?:to|[-–—])\s*(\d{1,3})[\s-]*years?\b",
    re.IGNORECASE,
)


def kinds_of(qualifier: str) -> list[Kind]:
    """The kinds of patients that a qualifier names."""
    return [kind for kind in KINDS if re.search(kind.written, qualifier, re.IGNORECASE)]


def condition_stem(condition: str) -> str:
    """The head word of a condition without its ending: depression and depressive, epilepsy and epileptic are one."""
    every = re.findall(r"[^\W\d_]+", condition.lower())
    if not every:
        return ""
    head = str(next((word for word in reversed(every) if word not in NO_CONDITION), every[-1]))
    ending = 3 if len(head) >= 10 else 2 if len(head) >= 7 else 0
    return head[: len(head) - ending]


def age_range(text: str) -> tuple[int, int] | None:
    """The ages that a text admits ("aged 18 to 65 years"), where it states just one range."""
    found = {(int(a or c), int(b or d)) for a, b, c, d in _AGE_RANGE.findall(text)}
    return found.pop() if len(found) == 1 else None


def contradicts(kind: Kind, text: str) -> bool:
    """Whether a text states the opposite of a kind of patients."""
    if kind.opposite is not None and re.search(kind.opposite, text, re.IGNORECASE):
        return True
    ages = age_range(text)
    if kind.ages is None or ages is None or ages[0] >= ages[1]:
        return False
    return ages[0] > kind.ages[1] or ages[1] < kind.ages[0]


def check(record: Record) -> Iterator[Flag]:
    done: set[tuple[str, str]] = set()
    for claim in sorted(record.claims, key=lambda claim: CLAIM_ORDER.index(claim.where)):
        for study in record.studies:
            key = (study.id, claim.qualifier.lower())
            if key not in done and (evidence := _against(study, claim)):
                done.add(key)
                yield _flag(study, claim, evidence)


def _against(study: Study, claim: Claim) -> list[Sighting]:
    """The places that state a population other than the claim's; none where it may be the claim's."""
    kinds = kinds_of(claim.qualifier)
    population = study.population
    if not kinds or _is_animal(study):
        return []
    every = sightings(population.condition, population.description, population.age, population.sex, population.setting)
    texts = [*(f"{place.text}\n{place.quote}" for place in every), *([words(study.label)] if study.label else [])]
    opposed = [place for place in every if any(contradicts(kind, place.text) for kind in kinds)]
    if any(_names(kind, text) for kind in kinds for text in texts):
        return []
    if opposed:
        return opposed
    stem = condition_stem(claim.condition)
    stated = [p for p in sightings(population.condition, population.description) if _has_stem(p.text, stem)]
    if study.reported_here or not any(kind.would_be_said for kind in kinds):
        return []
    return stated


def _names(kind: Kind, text: str) -> bool:
    """Whether a text names the kind of patients, other than by stating its opposite."""
    if kind.opposite is not None:
        text = re.sub(kind.opposite, " ", text, flags=re.IGNORECASE)
    return bool(re.search(kind.written, text, re.IGNORECASE))


def _has_stem(text: str, stem: str) -> bool:
    return bool(stem) and re.search(rf"\b{re.escape(stem)}", text, re.IGNORECASE) is not None


def _is_animal(study: Study) -> bool:
    species = study.population.species
    return species is not None and not re.search("human|patient|people", f"{species.text} {species.value}", re.I)


def _flag(study: Study, claim: Claim, evidence: list[Sighting]) -> Flag:
    condition = study.population.condition
    best_first = sorted(evidence, key=lambda place: condition is None or place.span != condition.span)
    places = list({words(place).lower(): place for place in reversed(best_first)}.values())[::-1][:SHOWN_PLACES]
    return Flag(
        check="population_claim",
        status="fails",
        severity="medium",
        message=f"The {claim.where} speaks of {_claimed(claim)}, "
        f"but the patients of {study_name(study)} are described as {quoted(places[0])}.",
        about=distinct([claim.statement, *places]),
        expected=f"{claim.qualifier} {claim.condition}",
        found=words(places[0]),
        study=study.id,
    )


def _claimed(claim: Claim) -> str:
    told = claim.qualifier.lower() in words(claim.statement).lower()
    return quoted(claim.statement) if told else f"{claim.qualifier} {claim.condition}, in {quoted(claim.statement)}"
