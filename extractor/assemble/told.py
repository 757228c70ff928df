"""Links each result of a sentence to the words of that sentence that name its group and its outcome.

"More X-treated subjects (87 %) than controls (40 %) improved": 87 is X's and 40 the controls', both of "improved".
What was learned proposes names and links; which arm of the study the words mean is decided where the arms are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.document import Span
from extractor.evidence import Mention
from extractor.finders.arms import ROLE
from extractor.finders.definitions import SAYS_NOTHING
from extractor.finders.measures import MEASURED
from extractor.finders.substances import has_stem, key_of
from extractor.language.abbreviations import abbreviations
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.doc import Doc
from extractor.language.stop_words import STOP_WORDS
from extractor.models import result_links
from extractor.models.readings import Reading, reading_of
from extractor.models.result_links import Setting, Stretch

FOUND_BY = "model:results.told"
_WHO = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
_GIVEN = (
    r"(?:who (?:were )?)?(?:received|receiving|given|treated with|taking|took|in|on|with|using"
    r"|(?:randomly )?(?:assigned|allocated|randomi[sz]ed) to)"
)
# What stands around the name of a group: "the patients treated with X", "X-treated subjects", "X group".
BEFORE = re.compile(
    rf"(?:(?:the|a|an|all|each|those|these|both|either|{_WHO})\s+)*(?:(?<=\s){_GIVEN}\s+(?:the\s+|either\s+)*)?[\"“'‘\s]*",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"[\"”'’\s]*(?:[-\s](?:treated|assigned|allocated|treatment))?[\"”'’\s]*(?:[-‐\"”'’\s]*\b(?:groups?|arms?|cohorts?|{_WHO})\b)*$",
    re.IGNORECASE,
)
# Where the name of a group is over, though the tagger went on.
GOES_ON = re.compile(
    r"\s?[:;\[(]|\s(?:showed|did|had|has|was|were|is|experienced|resulted|led|reduced|increased|improved|who|that|which)\b"
)
# What stands between two groups of which both are arms.
SET_BESIDE = re.compile(
    rf",?\s(?:groups?\s|arms?\s|{_WHO}\s)?(?:and|or|versus|vs?\.?|compared (?:with|to)|than (?:with|in|for|on))\s"
    r"(?:the\s|in\s|for\s)*",
    re.IGNORECASE,
)
SURE, UNSURE = 0.6, 0.3
LEVELS = frozenset({"mean", "median", "mean_change"})
# What is said around the name of a measure: "mean change in ... from baseline".
OF_MEASURE = re.compile(
    r"(?:.*\bthe mean\s)?(?:(?:the|a|an|mean|median|average|total|overall|adjusted|greater|lower|higher|significant\w*"
    r"|their|its|baseline|absolute"
    r"|(?:changes?|reductions?|decreases?|increases?|improvements?|declines?|rises?|differences?|gains?)"
    r" (?:in|of|from baseline in))\s)+",
    re.IGNORECASE,
)
AFTER_MEASURE = re.compile(
    r"\s?[(\[,;:=]|\s(?:was|were|is|had|did|decreas\w+|increas\w+|reduc\w+|improv\w+|fell|rose|declin\w+|chang\w+"
    r"|at|from|after|between|among|during|over|for|with|in the|significantly|compared|than|by|within|on day|before)\b",
    re.IGNORECASE,
)
# Words that no name of a measure begins or ends with, nor is made of alone.
NO_MEASURE = STOP_WORDS | frozenset(
    """hours hour minutes days weeks months years year day week month follow-up time times duration age ages increase
    reduction decrease change changes difference differences improvement estimate estimates result results evidence
    relative effect effects value values score scores level levels patients participants subjects respondents indicated
    indicating using including included pre-specified substantial pattern outcomes outcome procedural odds group groups
    baseline randomization treatment study trial analysis model table figure data mean median""".split()
)
FROM_TO = re.compile(r"[\s)%]*(?:[a-zA-Z/%]{1,8}\s)?\s?(?:\([^()]*[)/;][\s)]*)?(?:to|-|–|→)\s?[\s(]*")
TREATMENT = re.compile(
    r"\b(?:groups?|arms?|therapy|treatment|placebo|controls?|surgery|diet|training|exercise|vaccine|care|sham|intervention|program(?:me)?|stimulation|acupuncture)\b",
    re.IGNORECASE,
)
ARTICLE = re.compile(
    r"(?:(?:RESULTS|FINDINGS|CONCLUSIONS?):?\s)?(?:[^,;]{0,30}\b(?:baseline|weeks?|months?|days?|years?|hours?|h|min|minutes?)\b[^,;]{0,15},\s|[\d,;:)\]\s]+)*"
    r"(?:(?:the|a|an|any|their|its)\s+)?",
    re.IGNORECASE,
)
NO_OUTCOME_END = re.compile(
    r"(?:\s(?:had|has|was|were|is|did|of|in|for|with|by|at|to|and|or|the|a))+\s*$", re.IGNORECASE
)


def told(doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, the results among them with the words for their arm and outcome, and sightings of those arms."""
    by_sentence: dict[Span, list[Mention]] = {}
    for mention in mentions:
        if mention.field == "result" and mention.about is not None and "row" not in mention.parts:
            by_sentence.setdefault(mention.about, []).append(mention)
    linked: dict[int, Mention] = {}
    arms: dict[Span, Mention] = {}
    for sentence, results in by_sentence.items():
        reading = reading_of(doc, sentence.start, doc.text[sentence.start : sentence.end])
        named = _names(reading, sentence.start, results, abbreviations(doc.text))
        for mention, parts in zip(results, named, strict=True):
            linked[id(mention)] = replace(mention, parts={**mention.parts, **parts})
            if "arm" in parts:
                arms[parts["arm"].span] = parts["arm"]
                arms |= {arm.span: arm for arm in _beside(reading, sentence.start, parts["arm"])}
            if "outcome" in parts and mention.value in LEVELS and (measure := _measure(doc, parts["outcome"])):
                arms[measure.span] = measure
    return [*(linked.get(id(m), m) for m in mentions), *arms.values()]


def _names(
    reading: Reading, offset: int, results: Sequence[Mention], long_forms: Mapping[str, str]
) -> Iterator[dict[str, Mention]]:
    """For each result of a sentence the words for its arm and outcome."""
    wholes = joined(reading.text, [whole(mention, offset) for mention in results])
    order = list(dict.fromkeys(wholes))
    numbers = [reading.stretch(*place) for place in order]
    arms = result_links.link(Setting("INTV", reading.words, numbers, reading.groups, reading.outcomes, reading.sure))
    groups = [reading.groups[arm] for arm in set(arms) if arm is not None]
    # What was taken for a group is no outcome.
    outcomes = [o for o in reading.outcomes if not any(g.start <= o.start and o.end <= g.end for g in groups)]
    things = result_links.link(Setting("OC", reading.words, numbers, outcomes, reading.groups))
    for mention, place in zip(results, wholes, strict=True):
        arm, thing = arms[order.index(place)], things[order.index(place)]
        parts = {}
        if arm is not None and _may_be_arm(reading, arm) and not _is_quantity(reading, arm, long_forms):
            parts["arm"] = _arm(reading, arm, offset, mention.score)
        if thing is None and len(outcomes) == 1 and "definition" not in mention.parts:
            thing = 0
        if thing is not None:
            parts["outcome"] = _outcome(reading, outcomes[thing], offset, mention.score)
        yield parts


def whole(mention: Mention, offset: int) -> tuple[int, int]:
    """A number with the count, the denominator and the spread that are printed around it."""
    spans = [mention.span, *(mention.parts[k].span for k in ("count", "n", "spread") if k in mention.parts)]
    return min(s.start for s in spans) - offset, max(s.end for s in spans) - offset


def joined(text: str, wholes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """ "from 24.1 to 12.9": both numbers are of one arm and outcome, and are linked together."""
    found: list[tuple[int, int]] = []
    for place in wholes:
        if found and FROM_TO.fullmatch(text[found[-1][1] : place[0]]):
            both = (found[-1][0], place[1])
            found = [both if w == found[-1] else w for w in found]
            found.append(both)
        else:
            found.append(place)
    return found


def _arm(reading: Reading, which: int, offset: int, worth: float) -> Mention:
    start, end = core(reading.text, *reading.characters(reading.groups[which]))
    name = reading.text[start:end]
    role = "comparator" if ROLE.search(name) else "intervention"
    span = Span(offset + start, offset + end)
    sure = (
        reading.sure[which] or has_stem(name.split()[-1]) or TREATMENT.search(reading.text[start : end + 8]) is not None
    )
    score = (SURE if sure else UNSURE) * worth
    return Mention("arm", span, value=f"{role}:{key_of(name)}", found_by=FOUND_BY, score=score)


def _beside(reading: Reading, offset: int, arm: Mention) -> Iterator[Mention]:
    """The groups that a sentence sets beside an arm: of "with X and Y, respectively" X is one where Y is."""
    for which, group in enumerate(reading.groups):
        start, end = (at + offset for at in reading.characters(group))
        low, high = (end, arm.span.start) if end <= arm.span.start else (arm.span.end, start)
        between = reading.text[low - offset : high - offset] if low < high else ""
        if reading.sure[which] and SET_BESIDE.fullmatch(between) and _may_be_arm(reading, which):
            yield _arm(reading, which, offset, arm.score / SURE)


# Words that tell participants apart, but not by what they were given.
NOT_ARMS = (
    frozenset(
        """all both each every other others group groups arm arms of the a in who with and or healthy male males female
    females men women boys girls smokers responders nonresponders non-responders completers survivors elderly older
    former latter tables table year years
    younger young old total overall cohort baseline cases two three four these those study evaluable""".split()
    )
    | PEOPLE
)


def _may_be_arm(reading: Reading, which: int) -> bool:
    """Whether a name says more than who the participants were."""
    stretch = reading.groups[which]
    words = reading.words[stretch.start : stretch.end]
    if not words[0][0].isalnum() or any(c in "²%≥≤" for word in words for c in word):
        return False
    return not all((w.lower() in NOT_ARMS and not re.fullmatch("[A-Z]", w)) or not w[0].isalnum() for w in words)


def _is_quantity(reading: Reading, which: int, long_forms: Mapping[str, str]) -> bool:
    """Whether a name is short for what was measured: "CCT" for "central corneal thickness"."""
    words = [
        long_forms.get(word, word) for word in reading.words[reading.groups[which].start : reading.groups[which].end]
    ]
    return MEASURED.search(" ".join(words)) is not None


def core(text: str, start: int, end: int) -> tuple[int, int]:
    """The name itself: "placebo" of "the placebo group", but all of "group A"."""
    lead = BEFORE.match(text, start, end)
    inner = lead.end() if lead and lead.end() < end else start
    tail = AFTER.search(text[inner:end])
    outer = inner + tail.start() if tail and tail.start() > 0 else end
    stop = GOES_ON.search(text, inner + 1, outer)
    return inner, stop.start() if stop else outer


def _measure(doc: Doc, outcome: Mention) -> Mention | None:
    """The outcome of a mean as a measure: "serum insulin" of "mean change in serum insulin (mIU/L)"."""
    text = doc.text
    lead = OF_MEASURE.match(text, outcome.span.start, outcome.span.end)
    start = lead.end() if lead else outcome.span.start
    stop = AFTER_MEASURE.search(text, start + 1, outcome.span.end)
    end = stop.start() if stop else outcome.span.end
    name = text[start:end]
    if ROLE.fullmatch(name) or has_stem(name):
        return None  # a treatment
    words = name.lower().split()
    if not name[:1].isalpha() or words[0] in NO_MEASURE or words[-1] in NO_MEASURE or set(words) <= NO_MEASURE:
        return None
    if len(name) < 4 or len(name.split()) > 7 or any(c.isdigit() for c in name) or SAYS_NOTHING.fullmatch(name):
        return None
    return Mention("measure", Span(start, end), value="other", found_by=FOUND_BY, score=outcome.score)


def _outcome(reading: Reading, stretch: Stretch, offset: int, worth: float) -> Mention:
    start, end = reading.characters(stretch)
    lead = ARTICLE.match(reading.text, start, end)
    start = lead.end() if lead and lead.end() < end else start
    tail = NO_OUTCOME_END.search(reading.text, start, end)
    end = tail.start() if tail and tail.start() > start else end
    return Mention("outcome", Span(offset + start, offset + end), found_by=FOUND_BY, score=0.6 * worth)
