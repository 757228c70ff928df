"""Lets the trained model decide which number is that of everybody in the study, where rules found none or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.assemble.reporting import Reporter
from extractor.assemble.scopes import Scope
from extractor.document import Span
from extractor.evidence import Mention, Reported
from extractor.language.context import LONGEST_ABSTRACT
from extractor.language.numbers import value_of
from extractor.models.counts import Likely, certainty

# The number of a study is the first of these that it states.
HEADLINE = ("randomized", "total", "analyzed", "completed", "screened")
# Out of fold (training/counts.py): of numbers only the model finds 76 of 79 are right from here on, half below.
LEAST_ALONE = 0.4
# Where rules and model differ, the model is right 65 times and the rules 10 times from here on.
LEAST_AGAINST = 0.25
# A rule's number that is less likely than this is right once in nine times: nothing is better than that, and what
# the model holds likely is right as often as not from the second figure on.
LEAST_KEPT, LEAST_INSTEAD = 0.02, 0.1
# How much less likely a number must be to be given up; a number that the text calls randomized seldom is not.
FAR_LESS = {"randomized": 0.02}
LESS = 0.5
WHOLE = frozenset({"randomized", "total"})
# Out of fold three in four of the numbers beside the first one are right (completed, analyzed, screened).
SUREST_BESIDE = 0.85


# Out of fold one in eight of the annotated sizes of arms is less likely than this.
LEAST_ARM = 0.15


def unlike_arm(reporter: Reporter, mention: Mention) -> bool:
    """Whether the model was asked about a number of an abstract and holds it for anything but the size of an arm."""
    if len(reporter.document.text) >= LONGEST_ABSTRACT:
        return False  # of full texts it knows the totals only
    judged: Sequence[Likely] = reporter.doc.notes.get("counts", ())
    return any(one.count.span.end == mention.span.end and one.arm < LEAST_ARM for one in judged)


def with_likely(
    reporter: Reporter, scope: Scope, mentions: Sequence[Mention], chosen: Mapping[str, Reported]
) -> dict[str, Reported]:
    """The numbers of a study by role, after a look at what the model holds likely."""
    found = scope.own(mentions, "n.count")
    kept = dict(chosen)
    if not found:
        return kept
    likelihood: dict[float, float] = {}
    for mention in found:
        value = _value(mention)
        likelihood[value] = max(likelihood.get(value, 0.0), mention.score)
    best = max(found, key=lambda m: (m.score, -m.span.start))
    role = _headline(kept)
    if role is None:
        if best.score >= LEAST_ALONE:
            kept |= _told(reporter, scope, mentions, best)
    elif _value(best) not in _stated(kept[role]):
        shown = likelihood.get(float(kept[role].value or 0), 0.0)
        unlikely = shown < LEAST_KEPT and role in WHOLE
        if shown < FAR_LESS.get(role, LESS) * best.score and best.score >= (
            LEAST_INSTEAD if unlikely else LEAST_AGAINST
        ):
            kept = _without_unlikely(kept, best) | _told(reporter, scope, mentions, best)
        elif unlikely:
            del kept[role]
    return {role: _sure(reporter, value, role == _headline(kept)) for role, value in kept.items()}


def _headline(chosen: Mapping[str, Reported]) -> str | None:
    return next((role for role in HEADLINE if role in chosen), None)


def _sure(reporter: Reporter, value: Reported, headline: bool) -> Reported:
    """The value as sure as the like of it proved to be."""
    if headline:
        judged: Sequence[Likely] = reporter.doc.notes.get("counts", ())
        same = [one for one in judged if one.count.value == value.value]
        best = max(same, key=lambda one: one.total, default=None)
        sure = certainty(best.sure if best is not None else 0.0, len(reporter.document.text))
        sure *= reporter.legibility(reporter.document.boxes(Span(*value.span)))
    else:
        sure = min(value.confidence, SUREST_BESIDE)
    return value.model_copy(update={"confidence": round(sure, 3)})


def _stated(value: Reported) -> set[object]:
    """The number and those that contradict it: which of them is right is for a person to say."""
    return {value.value, *(other.value for other in value.others)}


def _value(mention: Mention) -> float:
    return float(value_of(mention.number or "0"))


def _without_unlikely(chosen: Mapping[str, Reported], best: Mention) -> dict[str, Reported]:
    """The roles that may stand beside the best number: not those that would be read as the study's instead of it."""
    own = HEADLINE.index(str(best.value))
    return {
        role: value
        for role, value in chosen.items()
        if HEADLINE.index(role) > own or value.value == _value(best) or role not in WHOLE
    }


def _told(reporter: Reporter, scope: Scope, mentions: Sequence[Mention], best: Mention) -> dict[str, Reported]:
    """The best number under the role that the text gives it."""
    same = [m for m in scope.own(mentions, f"n.{best.value}") if m.number is not None and _value(m) == _value(best)]
    return {str(best.value): reporter.report([*same, best])}
