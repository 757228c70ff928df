"""Works out the arms of a study: one arm said three ways is one arm, with its role, doses and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.assemble.dose_levels import by_dose
from extractor.assemble.drafts import (
    GENERIC_COMPARATOR,
    PLACEBO_FAMILY,
    ArmDraft,
    Occurrence,
    is_placebo,
    names,
    names_nothing,
    plain_number,
    same_key,
)
from extractor.assemble.regimens import SET_AGAINST, drugs_of, is_regimen, other_amounts, with_short_forms
from extractor.assemble.reporting import Reporter, common_case
from extractor.assemble.scopes import Scope
from extractor.document import Document, Span
from extractor.evidence import Mention, Reported
from extractor.finders.arms import ROLE
from extractor.finders.substances import CODE, SALTS, has_stem, key_of
from extractor.language.abbreviations import abbreviations
from extractor.language.context import LONGEST_ABSTRACT, place
from extractor.study import Arm, Design, Dose, SampleSize

GENERIC_INTERVENTION = frozenset(
    {"treatment", "experimental", "intervention", "active treatment", "exercise", "training", "education"}
)
MOST_ARMS = 5
MOST_WORDS = 8  # of a name that letters stand for
GIVEN_PLAINLY = 0.7
ENOUGH = 2  # arms that the text sets against each other: what only stands beside a number is then an outcome
LEAST_OWN = 0.45
LEAST_TOLD, OFTEN = 0.33, 3
CALLED_GROUP = re.compile(
    r"[\s-](?:groups?|arms?|treat\w+|therapy|patients|participants|subjects|recipients)\b", re.IGNORECASE
)
STRONG = (*SET_AGAINST, "regimen")


def drafts_of(document: Document, scope: Scope, mentions: Sequence[Mention]) -> list[ArmDraft]:
    """The arms of one study, in the order in which the text names them."""
    found = [m for m in scope.own(mentions, "arm") if not _names_nothing(document, m)]
    numbered = {m.parts["n"].span.end for m in found if "n" in m.parts and not m.found_by.endswith("sized")}
    found = [m for m in found if not m.found_by.endswith("sized") or m.parts["n"].span.end not in numbered]
    found = _without_parts(document, found)
    drafts = _supported(document, found, lone=not scope.retold)
    _tell_comparators(document, scope, drafts)
    drafts = [arm for draft in drafts for arm in by_dose(document, draft, scope.own(mentions, "dose"))]
    for draft in drafts:
        labels = [document.quote(m.parts["alias"].span) for m in draft.mentions if "alias" in m.parts]
        draft.keys |= {key_of(label) for label in labels}
    for draft in drafts:
        draft.aliases = _aliases(document, draft, drafts)
    return sorted(drafts, key=lambda d: (d.start, d.dose.span.start if d.dose else 0))


# Studies that compare people by what they have, not by what they were given.
COMPARE_PEOPLE = frozenset({"case_control", "cross_sectional", "cohort", "in_vivo", "in_vitro"})


def is_alone(document: Document, drafts: Sequence[ArmDraft], design: Design) -> bool:
    """Whether everybody in a study got the same: its one arm is in the title, and nothing was dealt out."""
    if len(drafts) != 1 or drafts[0].role != "intervention" or design.control is not None:
        return False
    allocation, structure = (leaf and leaf.value for leaf in (design.allocation, design.structure))
    if allocation == "randomized" or structure in COMPARE_PEOPLE or document.title is None:
        return False
    title, known = document.quote(document.title).casefold(), abbreviations(document.text)
    long = [known[m].casefold() for m in (document.quote(m.span) for m in drafts[0].mentions) if m in known]
    return _in_title(document, drafts[0]) or any(name.replace("-", " ") in title.replace("-", " ") for name in long)


def _without_parts(document: Document, found: list[Mention]) -> list[Mention]:
    """Without the headings of tables that show parts of the people, "NYHA class II", where the text compares arms."""
    by_table: dict[int, list[Mention]] = {}
    for mention in found:
        if mention.found_by.endswith("column") and (table := document.table(mention.span)) is not None:
            by_table.setdefault(table.span.start, []).append(mention)
    if not by_table:
        return found
    headed = {id(m) for group in by_table.values() for m in group}
    known = [d for d in _supported(document, [m for m in found if id(m) not in headed]) if _is_strong(d)]
    if len(known) < 2:
        return found

    def is_known(mention: Mention) -> bool:
        key = str(mention.value).split(":", 1)[1]
        plain = key.removesuffix(" group").removesuffix(" arm").removesuffix("s")
        return plain in GENERIC_INTERVENTION | GENERIC_COMPARATOR or any(
            same_key(key, other, d.role) for d in known for other in d.keys
        )

    parts = {id(m) for group in by_table.values() if not any(map(is_known, group)) for m in group}
    return [m for m in found if id(m) not in parts]


def _supported(document: Document, found: Sequence[Mention], lone: bool = False) -> list[ArmDraft]:
    """The candidates that some mentions make, one for each arm, without those that nothing supports.

    lone    where nothing is set against anything, the drug that the title names is the one arm
    """
    drafts: list[ArmDraft] = []
    # "lorvapine (group A, n = 53)": what is said of group A later is said of that arm
    aliased = {key_of(document.quote(m.parts["alias"].span)): str(m.value) for m in found if "alias" in m.parts}
    short = _short_forms(document, found)
    for mention in found:
        role, key = str(mention.value).split(":", 1)
        if key in aliased:
            role, key = aliased[key].split(":", 1)
        quote = document.quote(mention.span)
        if quote in short:
            role, key = short[quote].split(":", 1)
        # As it is written too: one place may spell out what another shortens.
        alone = mention.found_by.endswith("regimen") or quote in short
        keys = {key} if alone else {key, key_of(quote)} - {""}
        same = (d for d in drafts if d.role == role and any(same_key(k, other, role) for k in keys for other in d.keys))
        # An exact namesake first; and two columns of one table are two arms, however alike their names.
        alike = sorted(same, key=lambda d: key not in d.keys)
        match = next(
            (d for d in alike if not _other_column(document, d, mention) and not other_amounts(document, d, mention)),
            None,
        )
        if match is None:
            drafts.append(ArmDraft(role, keys, [mention]))
        else:
            match.keys |= keys
            match.mentions.append(mention)
    for draft in drafts:
        draft.short = {letters for letters, value in short.items() if value.split(":", 1)[1] in draft.keys}
    drafts = _absorb_generic(with_short_forms(document, drafts))
    supported = [d for d in drafts if _is_supported(document, d, drafts)]
    if supported or not lone:
        return supported
    return [d for d in drafts if _is_drug(d) and _in_title(document, d)]


def _short_forms(document: Document, found: Sequence[Mention]) -> dict[str, str]:
    """The letters that the text gives to the names of arms, with the arm's role and key: "usual dental care (UDC)"."""
    by_key = {str(m.value).split(":", 1)[1]: str(m.value) for m in reversed(found)}
    long_forms = {letters: key_of(words) for letters, words in abbreviations(document.text).items()}
    return {
        letters: by_key[key] for letters, key in long_forms.items() if key in by_key and len(key.split()) < MOST_WORDS
    }


def _names_nothing(document: Document, mention: Mention) -> bool:
    name = document.quote(mention.span)
    return names_nothing(name) and not any(c.isdigit() for c in name)


def _other_column(document: Document, draft: ArmDraft, mention: Mention) -> bool:
    """Whether a column heading, or a numbered name, stands beside another one of the same arm's."""
    if mention.found_by.endswith("numbered"):
        beside = [m for m in draft.mentions if m.found_by == mention.found_by and m.about == mention.about]
        return any(document.quote(m.span) != document.quote(mention.span) for m in beside)
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
                named[0].mentions += [m for m in draft.mentions if m.found_by.endswith("column")]
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


def _is_strong(draft: ArmDraft) -> bool:
    """Whether the text sets a candidate against another; a placebo is nothing else than that."""
    return any(m.found_by.endswith(STRONG) for m in draft.mentions) or (
        is_placebo(draft) and max(m.score for m in draft.mentions) >= 0.5
    )


def _is_given(draft: ArmDraft) -> bool:
    """Whether a drug is plainly one, and dosed where the study itself is told."""
    return _is_drug(draft) and any(m.found_by.endswith("dosed") and m.score >= GIVEN_PLAINLY for m in draft.mentions)


def _is_aside(draft: ArmDraft) -> bool:
    """Whether a draft is only named where other studies are told: in the introduction and the discussion."""
    return all(m.score < LEAST_OWN and not m.found_by.endswith("told") for m in draft.mentions)


def _is_shared(draft: ArmDraft) -> bool:
    """Whether a drug is only named as what everybody in the study got."""
    return all(m.found_by.endswith("shared") for m in draft.mentions)


def _is_drug(draft: ArmDraft) -> bool:
    """Whether a name is a drug's by its form."""
    return any(has_stem(key) or CODE.match(key.upper()) for key in draft.keys)


def _is_told_plainly(document: Document, draft: ArmDraft, strong: int) -> bool:
    """Whether a group that only results name is an arm: once said in an abstract, or often elsewhere."""
    told = [m for m in draft.mentions if m.found_by.endswith("told")]
    short = any(place(document, m.span) == "abstract" for m in told)
    sure = max(m.score for m in told) >= LEAST_TOLD
    if strong > 1:
        # The text sets others against each other, and yet tells results of this one.
        return short and sure and len(told) > 1
    if not short:
        return sure and len(told) >= OFTEN and (_is_drug(draft) or any(_is_called_group(document, m) for m in told))
    return sure or len(told) > 1 or not strong


def _in_title(document: Document, draft: ArmDraft) -> bool:
    title = document.quote(document.title).casefold() if document.title is not None else ""
    return any(names(key, title) for key in draft.keys)


def _is_called_group(document: Document, mention: Mention) -> bool:
    """ "the exercise group", "controls": what is measured ("walking speed in 12 people") is called so nowhere."""
    after = document.text[mention.span.end : mention.span.end + 16]
    return CALLED_GROUP.match(after) is not None or ROLE.search(document.quote(mention.span)) is not None


def _is_supported(document: Document, draft: ArmDraft, drafts: Sequence[ArmDraft]) -> bool:
    """Whether a candidate is an arm: set against another, assigned, or the only drug that was dosed."""
    how = {m.found_by.rsplit(".", 1)[1] for m in draft.mentions}
    if _is_aside(draft) and any(d.role == draft.role and not _is_aside(d) for d in drafts):
        return False  # the drug of somebody else's trial
    if how == {"sized"} and len(document.text) >= LONGEST_ABSTRACT:
        return False  # in a whole paper words beside a number of people are as often no arm: "17.3 minutes (n = 35)"
    told = "told" in how
    strong = sum(d is not draft and _is_strong(d) for d in drafts)
    if told and _is_told_plainly(document, draft, strong):
        return True
    if how & {"assigned", "column", "regimen", "numbered", "sized"}:
        return True
    if "dosed" in how and any(draft.keys & drugs_of(d) for d in drafts if is_regimen(d)):
        return True  # a drug of a regimen that is also given alone
    if how & {"compared", "listed"} and draft.role == "intervention":
        # Any word may stand beside a placebo: a treatment has a drug's name, a dose, or a group of its own.
        return _is_drug(draft) or bool(how & {"dosed", "group"})
    if how & set(STRONG):
        return True
    if "resulted" in how:
        others = [d for d in drafts if d is not draft and d.role == draft.role and _is_strong(d)]
        return not others and (strong < ENOUGH or draft.role == "comparator")
    if draft.role == "comparator":
        return _is_strong(draft) or (max(m.score for m in draft.mentions) >= 0.45 and draft.keys <= GENERIC_COMPARATOR)
    if how == {"shared"}:
        return not any(d.role == "intervention" and d is not draft and not _is_shared(d) for d in drafts)
    if _is_given(draft) and sum(d.role == "intervention" for d in drafts) <= MOST_ARMS:
        return True
    if any(d.role == "intervention" and _is_strong(d) for d in drafts):
        return sum(m.found_by.endswith("group") for m in draft.mentions) >= 2 and any(
            m.found_by.endswith("dosed") for m in draft.mentions
        )
    return max(m.score for m in draft.mentions) >= 0.5


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
    short = (rf"(?-i:{re.escape(letters)})" for letters in sorted(draft.short))
    patterns += [rf"(?<![\w-]){letters}(?!\w|-(?:controlled|resistant))" for letters in short]
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
    within = list(spans)
    for i, draft in enumerate(drafts):
        if draft.aliases:
            pattern = re.compile("|".join(draft.aliases), re.IGNORECASE)
            found += [
                Occurrence(Span(*m.span()), i) for span in within for m in pattern.finditer(text, span.start, span.end)
            ]
    known = [occurrence.span for occurrence in found]
    for i, draft in enumerate(drafts):  # a name that no pattern finds again was seen at least once
        told = {m.span for m in draft.mentions if m.found_by.endswith("told")}
        told = {seen for seen in told if any(seen in span for span in within)}
        found += [Occurrence(seen, i) for seen in told if not any(seen.overlaps(other) for other in known)]
    found.sort(key=lambda o: (o.span.start, -(o.span.end - o.span.start), o.arm))
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
    if is_regimen(draft):
        told = max((m for m in draft.mentions if "drug 1" in m.parts), key=lambda m: (m.score, -m.span.start))
        drugs = [document.quote(part.span) for name, part in told.parts.items() if name.startswith("drug")]
        shown = " + ".join(common_case(document, drug) for drug in drugs)
        return reporter.report([replace(told, field="arm.name", value=shown, parts={})])
    # A name that was cut out beside a number may lack or have a word too many.
    strong = [
        m for m in draft.mentions if m.found_by.endswith((*STRONG, "dosed")) and not m.found_by.endswith("numbered")
    ] or draft.mentions
    longest = document.quote(
        max(strong, key=lambda m: (len(document.quote(m.span).split()), m.score, -m.span.start)).span
    )
    shown = common_case(document, longest)
    same = [m for m in draft.mentions if document.quote(m.span).casefold() == longest.casefold()]
    # A sighting inside a sentence shows the name better than one that begins it.
    same.sort(key=lambda m: (not document.quote(m.span)[:1].islower(), -m.score, m.span.start))
    return reporter.report([replace(m, field="arm.name", value=shown) for m in same], first_is_best=True)
