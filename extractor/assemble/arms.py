"""Works out the arms of a study: one arm said three ways is one arm, with its role, doses and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractor.assemble.reporting import Reporter, common_case
from extractor.assemble.scopes import Scope
from extractor.document import Document, Span
from extractor.evidence import Mention, Reported
from extractor.finders.substances import CODE, SALTS, has_stem, key_of
from extractor.language.context import place
from extractor.study import Arm, Dose, SampleSize

PLACEBO_FAMILY = frozenset(["placebo", "saline", "vehicle", "dummy"])
GENERIC_COMPARATOR = frozenset({"control", "controls", "comparison"})
GENERIC_INTERVENTION = frozenset(
    {"treatment", "experimental", "intervention", "active treatment", "exercise", "training", "education"}
)
COMBINING = frozenset({"+", "plus", "with", "and", "combined"})
COMBINING_WORDS = COMBINING | frozenset({"ablation", "therapy", "treatment"})
MOST_ARMS = 5
GIVEN_PLAINLY = 0.7
STRONG = ("compared", "assigned", "column", "listed")


@dataclass
class ArmDraft:
    """An arm in the making."""

    role: str
    keys: set[str]
    mentions: list[Mention]
    dose: Mention | None = None  # for arms that differ by dose only
    name: str | None = None
    aliases: list[str] = field(default_factory=list)

    @property
    def start(self) -> int:
        return min(m.span.start for m in self.mentions)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where the text names an arm."""

    span: Span
    arm: int


def drafts_of(document: Document, scope: Scope, mentions: Sequence[Mention]) -> list[ArmDraft]:
    """The arms of one study, in the order in which the text names them."""
    found = scope.own(mentions, "arm")
    drafts: list[ArmDraft] = []
    for mention in found:
        role, key = str(mention.value).split(":", 1)
        same = (d for d in drafts if d.role == role and any(same_key(key, other, role) for other in d.keys))
        # An exact namesake first; and two columns of one table are two arms, however alike their names.
        alike = sorted(same, key=lambda d: key not in d.keys)
        match = next((d for d in alike if not _other_column(document, d, mention)), None)
        if match is None:
            drafts.append(ArmDraft(role, {key}, [mention]))
        else:
            match.keys.add(key)
            match.mentions.append(mention)
    drafts = _absorb_generic(drafts)
    drafts = [d for d in drafts if _is_supported(d, drafts)]
    _tell_comparators(document, scope, drafts)
    drafts = [arm for draft in drafts for arm in _by_dose(document, draft, scope.own(mentions, "dose"))]
    for draft in drafts:
        draft.aliases = _aliases(document, draft, drafts)
    return sorted(drafts, key=lambda d: (d.start, d.dose.span.start if d.dose else 0))


def same_key(a: str, b: str, role: str) -> bool:
    words_a, words_b = set(a.split()), set(b.split())
    if role == "comparator" and words_a & PLACEBO_FAMILY and words_b & PLACEBO_FAMILY:
        return True
    if (words_a ^ words_b) & COMBINING:  # "X" is not "X plus Y"
        return words_a - COMBINING_WORDS == words_b - COMBINING_WORDS
    return words_a <= words_b or words_b <= words_a


def _other_column(document: Document, draft: ArmDraft, mention: Mention) -> bool:
    """Whether a column heading stands beside another one of the same arm's, in the same table."""
    if not mention.found_by.endswith("column"):
        return False
    table = document.table(mention.span)
    rivals = [m for m in draft.mentions if m.found_by.endswith("column") and document.table(m.span) is table]
    return any(document.quote(m.span) != document.quote(mention.span) for m in rivals)


def _absorb_generic(drafts: list[ArmDraft]) -> list[ArmDraft]:
    """ "the control group" is the comparator that was named, when there is just one."""
    kept = list(drafts)
    for draft in drafts:
        generic = GENERIC_COMPARATOR if draft.role == "comparator" else GENERIC_INTERVENTION
        if draft.keys <= generic:
            named = [
                d for d in drafts if d is not draft and d.role == draft.role and not d.keys <= generic and _is_strong(d)
            ]
            if len(named) == 1:
                named[0].keys |= draft.keys
                kept.remove(draft)
    return kept


COMPARED_WITH = re.compile(
    r"\bcompar\w+\s(?!with\b|to\b)(?P<first>[^.;]{3,90}?)\s(?:with|to|versus|vs\.?|against)\s(?P<second>[^.;]{3,90})"
    r"|(?P<first2>\b[\w-]+(?:\s[\w-]+)?)\s(?:versus|vs\.?|compared (?:with|to))\s(?P<second2>[^.;,:]{3,60})",
    re.IGNORECASE,
)


def _tell_comparators(document: Document, scope: Scope, drafts: Sequence[ArmDraft]) -> None:
    """ "To compare A with B": B is the comparator, whatever it is."""
    for span in scope.spans:
        for match in COMPARED_WITH.finditer(document.text, span.start, span.end):
            if place(document, Span(*match.span())) not in {"title", "abstract", "introduction", "methods", "other"}:
                continue
            suffix = "" if match["first"] else "2"
            first, second = match["first" + suffix].casefold(), match["second" + suffix].casefold()
            told = [d for d in drafts if d.role == "intervention" and any(names(key, second) for key in d.keys)]
            subject = [d for d in drafts if any(names(key, first) for key in d.keys)]
            if subject and all(d.role == "intervention" for d in subject):
                for draft in told:
                    if draft not in subject:
                        draft.role = "comparator"


def names(key: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) is not None


def _is_strong(draft: ArmDraft) -> bool:
    """Whether the text sets a candidate against another; a placebo is nothing else than that."""
    return any(m.found_by.endswith(STRONG) for m in draft.mentions) or (
        is_placebo(draft) and max(m.score for m in draft.mentions) >= 0.5
    )


def is_placebo(draft: ArmDraft) -> bool:
    return draft.role == "comparator" and any(set(key.split()) & PLACEBO_FAMILY for key in draft.keys)


def _is_given(draft: ArmDraft) -> bool:
    """Whether a drug is plainly one, and dosed where the study itself is told."""
    return _is_drug(draft) and any(m.found_by.endswith("dosed") and m.score >= GIVEN_PLAINLY for m in draft.mentions)


def _is_drug(draft: ArmDraft) -> bool:
    """Whether a name is a drug's by its form."""
    return any(has_stem(key) or CODE.match(key.upper()) for key in draft.keys)


def _is_supported(draft: ArmDraft, drafts: Sequence[ArmDraft]) -> bool:
    """Whether a candidate is an arm: set against another, assigned, or the only drug that was dosed."""
    how = {m.found_by.rsplit(".", 1)[1] for m in draft.mentions}
    if how & {"assigned", "column"}:
        return True
    if how & {"compared", "listed"} and draft.role == "intervention":
        # Any word may stand beside a placebo: a treatment has a drug's name, a dose, or a group of its own.
        return _is_drug(draft) or bool(how & {"dosed", "group"})
    if how & set(STRONG):
        return True
    if "resulted" in how:
        others = [d for d in drafts if d is not draft and d.role == draft.role and _is_strong(d)]
        return not others
    if draft.role == "comparator":
        return _is_strong(draft) or (max(m.score for m in draft.mentions) >= 0.45 and draft.keys <= GENERIC_COMPARATOR)
    if _is_given(draft) and sum(d.role == "intervention" for d in drafts) <= MOST_ARMS:
        return True
    if any(d.role == "intervention" and _is_strong(d) for d in drafts):
        return sum(m.found_by.endswith("group") for m in draft.mentions) >= 2 and any(
            m.found_by.endswith("dosed") for m in draft.mentions
        )
    return max(m.score for m in draft.mentions) >= 0.5


def _by_dose(document: Document, draft: ArmDraft, doses: Sequence[Mention]) -> list[ArmDraft]:
    """One draft for each dose level when the study compares dose levels of one substance."""
    if draft.role != "intervention":
        return [draft]
    mine = [
        d
        for d in doses
        if "substance" in d.parts
        and any(same_key(key_of(document.quote(d.parts["substance"].span)), k, "intervention") for k in draft.keys)
    ]
    levels: dict[tuple[str, str], list[Mention]] = {}
    for dose in mine:
        levels.setdefault((plain_number(dose.number), dose.unit or ""), []).append(dose)
    if len(levels) < 2 or len({unit for _, unit in levels}) > 1 or not _listed_together(document, levels):
        return [draft]
    drafts = []
    for (_, unit), group in levels.items():
        named = _named_with_dose(document, draft, group)
        substance = document.quote(group[0].parts["substance"].span)
        arm = ArmDraft(
            "intervention", set(draft.keys), [named], dose=group[0], name=f"{substance} {group[0].number} {unit}"
        )
        drafts.append(arm)
    return drafts


def plain_number(number: str | None) -> str:
    return (number or "").rstrip("0").rstrip(".") if "." in (number or "") else (number or "")


def _listed_together(document: Document, levels: dict[tuple[str, str], list[Mention]]) -> bool:
    """Whether two levels stand in one sentence as alternatives, not as a range or a titration."""
    by_sentence: dict[Span | None, set[tuple[str, str]]] = {}
    for level, group in levels.items():
        for dose in group:
            by_sentence.setdefault(dose.about, set()).add(level)
    for sentence, together in by_sentence.items():
        if sentence is None or len(together) < 2:
            continue
        text = document.quote(sentence)
        if not re.search(
            r"\b(?:titrat|increas|escalat|up to|followed by|then|loading|maintenance|maximum|initial|start)\w*",
            text,
            re.IGNORECASE,
        ) and not re.search(r"\d\s?[-–]\s?\d[\d.]*\s?(?:mg|µg|g)\b", text):
            return True
    return False


def _named_with_dose(document: Document, draft: ArmDraft, group: Sequence[Mention]) -> Mention:
    """A mention over "esketamine 0.20 mg/kg" where it is printed in one piece, else over the amount."""
    for dose in group:
        substance = dose.parts["substance"].span
        if substance.end <= dose.span.start <= substance.end + 2:
            return Mention(
                "arm",
                Span(substance.start, dose.span.end),
                value=draft.mentions[0].value,
                found_by=dose.found_by,
                score=dose.score,
            )
    best = max(group, key=lambda d: d.score)
    return Mention("arm", best.span, value=draft.mentions[0].value, found_by=best.found_by, score=best.score)


def _aliases(document: Document, draft: ArmDraft, drafts: Sequence[ArmDraft]) -> list[str]:
    """Regular expressions for the ways in which the text names an arm."""
    patterns: list[str] = []
    if draft.dose is not None:
        number, unit = (
            re.escape(plain_number(draft.dose.number)),
            re.escape(draft.dose.unit or "").replace("/", r"\s?/\s?"),
        )
        zeros = "0*" if "." in (draft.dose.number or "") else r"(?:\.0+)?"
        named = "|".join(re.escape(key) for key in sorted(draft.keys, key=len, reverse=True))
        patterns.append(
            rf"(?<![\w.,])(?:(?:{named})\s)?{number}{zeros}[\s-]?{unit}(?:\s(?:of\s)?(?:{named}))?(?![\w/])"
        )
        return patterns
    alone = sum(bool(d.keys & draft.keys) for d in drafts) == 1
    for key in sorted(draft.keys, key=len, reverse=True):
        words = [re.escape(word) for word in key.split() if word not in SALTS]
        if words and alone:
            name = r"[\s-]+".join(words)
            patterns.append(rf"(?<![\w-]){name}(?!\w|-(?:controlled|resistant))")
    if draft.role == "comparator" and draft.keys and any(set(k.split()) & PLACEBO_FAMILY for k in draft.keys):
        own = [d for d in drafts if d.role == "comparator" and any(set(k.split()) & PLACEBO_FAMILY for k in d.keys)]
        if len(own) == 1:
            patterns.append(r"(?<![\w-])placebo(?!\w|-)")
    if draft.role == "comparator" and sum(d.role == "comparator" for d in drafts) == 1:
        patterns.append(r"(?<![\w-])controls?(?= (?:group|arm)s?\b)")
    if draft.role == "intervention" and sum(d.role == "intervention" for d in drafts) == 1:
        patterns.append(r"(?<![\w-])(?:intervention|active treatment|treatment|experimental)(?= (?:group|arm)\b)")
    return patterns


def occurrences_of(text: str, drafts: Sequence[ArmDraft], spans: Iterable[Span]) -> list[Occurrence]:
    """Every place in some stretches of text where an arm is named; the longest name wins where names overlap."""
    found: list[Occurrence] = []
    for i, draft in enumerate(drafts):
        if draft.aliases:
            pattern = re.compile("|".join(draft.aliases), re.IGNORECASE)
            found += [
                Occurrence(Span(*m.span()), i) for span in spans for m in pattern.finditer(text, span.start, span.end)
            ]
    found.sort(key=lambda o: (o.span.start, -(o.span.end - o.span.start)))
    kept: list[Occurrence] = []
    for occurrence in found:
        if not kept or not occurrence.span.overlaps(kept[-1].span):
            kept.append(occurrence)
    return kept


def arms_of(
    reporter: Reporter,
    drafts: Sequence[ArmDraft],
    ids: Sequence[str],
    doses: Sequence[list[Dose]],
    numbers: dict[int, SampleSize],
) -> list[Arm]:
    """The arms as records."""
    return [
        Arm(
            id=ids[i],
            name=_name(reporter, draft),
            role="comparator" if draft.role == "comparator" else "intervention",
            n=numbers.get(i, SampleSize()),
            doses=doses[i],
        )
        for i, draft in enumerate(drafts)
    ]


def _name(reporter: Reporter, draft: ArmDraft) -> Reported:
    """The fullest name, from where it is best stated."""
    document = reporter.document
    if draft.name is not None:
        mention = draft.mentions[0]
        # "3" of "3, 10 and 30 mg/kg" is shown with its substance and unit; "esketamine 28 mg" speaks for itself.
        value = draft.name if len(document.quote(mention.span)) < len(draft.name) else None
        return reporter.report([replace(mention, field="arm.name", value=value)])
    strong = [m for m in draft.mentions if m.found_by.endswith((*STRONG, "dosed"))] or draft.mentions
    longest = document.quote(
        max(strong, key=lambda m: (len(document.quote(m.span).split()), m.score, -m.span.start)).span
    )
    shown = common_case(document, longest)
    same = [m for m in draft.mentions if document.quote(m.span).casefold() == longest.casefold()]
    # A sighting inside a sentence shows the name better than one that begins it.
    same.sort(key=lambda m: (not document.quote(m.span)[:1].islower(), -m.score, m.span.start))
    return reporter.report([replace(m, field="arm.name", value=shown) for m in same], first_is_best=True)
