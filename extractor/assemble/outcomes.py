"""The measures and timepoints of a study, and where the text names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractor.assemble.reporting import Reporter, common_case, grouped, role_of
from extractor.assemble.scopes import Scope
from extractor.document import Document, Span
from extractor.evidence import Mention, Reported
from extractor.finders.measures import KNOWN
from extractor.language.context import place
from extractor.study import Measure, Timepoint

STEM = re.compile(r"[-– ]?\d+$")
CAPTION_MEASURE = re.compile(
    r"^(?:Table|Fig(?:ure)?)\.?\s\d+[.:]?\s(?P<name>[A-Z][A-Za-z' -]{4,60}?)"
    r"(?=\s?[(,:]|\s(?:in|at|by|of|after|before|during|from|for|with)\b|\.)"
)


NOT_A_MEASURE = re.compile(
    r"(?:n|(?:% or )?mean|median|values?|scores?|results?|(?:mean )?change(?: in)?|difference|baseline|final"
    r"|with(?:out)?|yes|no|(?:un)?successful \w+|failed \w+|(?:day|week|month|visit|year)\s?\d*"
    r"|\d.*|males?|females?|p(?:[- ]value)?|total|group|dose)",
    re.IGNORECASE,
)


@dataclass
class MeasureDraft:
    name: str  # what it is known by, folded for comparison
    mentions: list[Mention] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    from_caption: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """One place where the text names a measure (by its place in the list of drafts)."""

    span: Span
    measure: int


def measure_drafts(document: Document, scope: Scope, mentions: Sequence[Mention]) -> list[MeasureDraft]:
    """The measures of one study: scales by name or letters, and outcomes named in words."""
    drafts: list[MeasureDraft] = []
    for mention in sorted(scope.own(mentions, "measure"), key=_trust):
        if NOT_A_MEASURE.fullmatch(document.quote(mention.span)):
            continue
        if mention.found_by.endswith("told") and named_in(document.text, drafts, [mention.span]):
            continue  # "mean HDRS score" is said of a measure that has its name already
        if mention.found_by.endswith("outcome") and "abbreviation" not in mention.parts:
            known = next((d for d in drafts if _is_said_of(document.quote(mention.span), d)), None)
            if known is not None:  # "NT-proBNP levels"
                known.mentions.append(replace(mention, found_by=mention.found_by + ".letters"))
                continue
        letters = document.quote(mention.parts["abbreviation"].span) if "abbreviation" in mention.parts else ""
        stem = STEM.sub("", letters).upper()
        items = mention.parts["items"].number if "items" in mention.parts else None
        by_letters = mention.found_by.endswith("letters")
        name = _folded(KNOWN.get(stem, stem) if by_letters else document.quote(mention.span))
        draft = next((d for d in drafts if _is_same(d, name, stem, items)), None)
        if draft is None:
            draft = MeasureDraft(name)
            drafts.append(draft)
        draft.mentions.append(mention)
        if stem:
            draft.letters.add(stem)
        if items:
            draft.items.add(items)
    return [d for d in drafts if any(m.score >= 0.35 for m in d.mentions)]


def _trust(mention: Mention) -> int:
    """Names with their letters first, then other names, then letters alone, then what results only imply."""
    if mention.found_by.endswith("told"):
        return 3
    if mention.found_by.endswith("letters"):
        return 2
    return int(mention.found_by.endswith("outcome") and "abbreviation" not in mention.parts)


SAID = re.compile(
    r"(?:plasma|serum|mean|changes?|in|of|levels?|concentrations?|values?|scores?|activity|absolute|percent(?:age)?|the)\b",
    re.IGNORECASE,
)


def _is_said_of(name: str, draft: MeasureDraft) -> bool:
    """Whether a name is the letters of a measure, with nothing said of it but that it has a level."""
    bare = [word for word in name.split() if not SAID.fullmatch(word)]
    return len(bare) == 1 and STEM.sub("", bare[0]).upper() in draft.letters


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9å]+", " ", name.casefold()).strip()


def _is_same(draft: MeasureDraft, name: str, stem: str, items: str | None) -> bool:
    if items and draft.items and items not in draft.items:
        return False
    if stem and stem in draft.letters:
        return True
    words, own = set(name.split()), set(draft.name.split())
    return (
        name == draft.name
        or (len(words & own) >= 3 and (words <= own or own <= words))
        or bool(stem and KNOWN.get(stem) and _folded(KNOWN[stem]) == draft.name)
    )


def caption_measure(document: Document, caption: Span) -> Mention | None:
    """The measure that a table's caption names, for tables of one measure: "Immobility time (s) in ..."."""
    match = CAPTION_MEASURE.match(document.quote(caption))
    if match is None:
        return None
    span = Span(caption.start + match.start("name"), caption.start + match.end("name"))
    return Mention("measure", span, value="other", found_by="rules.measures.caption", score=0.7)


OF_MEANS = frozenset({"mean", "mean_change", "change_percent", "median"})


def heading_measures(
    document: Document, results: Sequence[Mention], drafts: Sequence[MeasureDraft], arms: Sequence[Span]
) -> list[MeasureDraft]:
    """The measures that only the headings of tables name, where the rows are arms: "Tumour volume (mm³)"."""
    rows: dict[int, set[int]] = {}
    for mention in results:
        if "row" in mention.parts and any(_is_named(mention.parts[n].span, arms) for n in STUBS if n in mention.parts):
            table = document.table(mention.span)
            rows.setdefault(table.span.start if table else -1, set()).add(mention.parts["row"].span.start)
    found: dict[str, MeasureDraft] = {}
    for mention in results:
        table = document.table(mention.span)
        if table is None or "column" not in mention.parts or mention.value not in OF_MEANS:
            continue
        head = mention.parts["column"].span
        if "n" in mention.parts and mention.parts["n"].span.overlaps(head):
            continue  # "With recurrence (n = 24)" are people
        if len(rows.get(table.span.start, ())) < 2 or any(arm.overlaps(head) for arm in arms):
            continue
        text = document.quote(head)
        words = re.sub(r"\s*[(\[,].*$|\s+changes?(?=\s*[(\[,]|$).*$", "", text, flags=re.DOTALL).rstrip()
        if len(words) < 4 or NOT_A_MEASURE.fullmatch(words) or named_in(document.text, drafts, [head]):
            continue
        name = Mention(
            "measure",
            Span(head.start, head.start + len(words)),
            value="other",
            found_by="rules.measures.caption",
            score=0.7,
        )
        found.setdefault(_folded(words), MeasureDraft(_folded(words), [])).mentions.append(name)
    return list(found.values())


STUBS = ("row", "row_second")


def _is_named(stub: Span, arms: Sequence[Span]) -> bool:
    """Whether a stub is the name of an arm, not a row that mentions one."""
    return any(arm.overlaps(stub) and 2 * (arm.end - arm.start) > stub.end - stub.start for arm in arms)


def named_in(text: str, drafts: Sequence[MeasureDraft], spans: Sequence[Span]) -> list[Named]:
    """Every place where a measure is named, by its name, its letters, or the words of an outcome."""
    found = []
    for i, draft in enumerate(drafts):
        patterns = [rf"(?<![\w-]){re.escape(letters)}(?:[-– ]?\d+)?(?![\w-])" for letters in draft.letters]
        patterns.append(r"(?<!\w)" + r"\W+".join(re.escape(word) for word in draft.name.split()) + r"(?!\w)")
        pattern = re.compile("|".join(patterns), re.IGNORECASE)
        found += [Named(Span(*m.span()), i) for span in spans for m in pattern.finditer(text, span.start, span.end)]
    return sorted(found, key=lambda n: (n.span.start, -n.span.end))


def measures_of(reporter: Reporter, drafts: Sequence[MeasureDraft], ids: Sequence[str]) -> list[Measure]:
    return [_measure(reporter, draft, ids[i]) for i, draft in enumerate(drafts)]


def _measure(reporter: Reporter, draft: MeasureDraft, id_: str) -> Measure:
    by_name = [m for m in draft.mentions if not m.found_by.endswith("letters")] or draft.mentions
    names = [_name(reporter.document, m) for m in by_name]

    def part(key: str) -> Reported | None:
        found = [m.parts[key] for m in draft.mentions if key in m.parts]
        return reporter.report(grouped(found)[0]) if found else None

    abbreviations = [m.parts["abbreviation"] for m in draft.mentions if "abbreviation" in m.parts]
    # "HDRS-21" says more than "HDRS".
    abbreviations.sort(key=lambda m: (-len(str(m.value)), -m.score, m.span.start))
    same = [m for m in abbreviations if str(m.value) == str(abbreviations[0].value)]
    return Measure(
        id=id_,
        name=reporter.report(names),
        abbreviation=reporter.report(same) if same else None,
        items=part("items"),
        range=part("range"),
        role=role_of(m.value for m in draft.mentions),
    )


def _name(document: Document, mention: Mention) -> Mention:
    """Scales keep their capitals; outcomes in plain words lose that of a sentence's beginning."""
    plain = mention.found_by.endswith(("outcome", "caption", "told"))
    value = common_case(document, document.quote(mention.span)) if plain else None
    return Mention("measure.name", mention.span, value=value, found_by=mention.found_by, score=mention.score)


def timepoint_groups(scope: Scope, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Sightings of times by their distance from the start of treatment, in order."""
    groups: dict[float, list[Mention]] = {}
    for mention in scope.own(mentions, "timepoint"):
        if isinstance(mention.value, int | float):
            groups.setdefault(round(float(mention.value), 5), []).append(mention)
    kept = {day: group for day, group in groups.items() if max(m.score for m in group) >= 0.5}
    return [kept[day] for day in sorted(kept)]


def timepoints_of(reporter: Reporter, groups: Sequence[Sequence[Mention]], ids: Sequence[str]) -> list[Timepoint]:
    rivals = _primary_rivals(reporter.document, groups)
    found = []
    for i, group in enumerate(groups):
        best = max(group, key=lambda m: (m.score, -m.span.start))
        word = "baseline" if best.value == 0 and best.found_by.endswith("baseline") else f"{best.number} {best.unit}"
        label = Mention("timepoint.label", best.span, value=word, found_by=best.found_by, score=best.score)
        against = rivals if rivals and any(_is_primary(m) for m in group) else []
        days = reporter.report([_in_days(m) for m in group], [_in_days(m) for m in against if m not in group])
        found.append(
            Timepoint(
                id=ids[i],
                label=reporter.report([label]),
                days=days,
                role=role_of(m.parts["role"].value for m in group if "role" in m.parts),
            )
        )
    return found


def _in_days(mention: Mention) -> Mention:
    return Mention(
        "timepoint", mention.span, mention.number, mention.value, "days", found_by=mention.found_by, score=mention.score
    )


def _is_primary(mention: Mention) -> bool:
    return "role" in mention.parts and mention.parts["role"].value == "primary"


def _primary_rivals(document: Document, groups: Sequence[Sequence[Mention]]) -> list[Mention]:
    """Primary times that contradict each other: each place states one, and they differ."""
    stated: dict[str, set[float]] = {}
    primary = [m for group in groups for m in group if _is_primary(m) and m.score >= 0.8]
    for mention in primary:
        at = place(document, mention.span)
        stated.setdefault(at if at in {"abstract", "table", "title"} else "text", set()).add(float(mention.value or 0))
    days = {day for group in stated.values() for day in group}
    if len(days) != 2 or any(len(group) > 1 for group in stated.values()) or len(stated) < 2:
        return []
    return primary
