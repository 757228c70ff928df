"""Finds what was compared: drugs and their comparators, by the sentences that set one against another.

"either ketamine hydrochloride (0.5 mg/kg) or saline placebo", "randomly assigned to X, Y or usual care", "the X group".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import amounts
from extractor.finders.regimens import regimens
from extractor.finders.substances import CANDIDATE, COMPARATOR_NAME, is_substance, key_in
from extractor.language import sentences_of
from extractor.language.context import place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import Guarded, has_digit
from extractor.language.numbers import NUMBER

ASSIGNED = Guarded(
    re.compile(
        r"\b(?:random(?:i[sz]ed|ly (?:assigned|allocated|divided|received?))|(?:assigned|allocated)(?: randomly| at random)?)\b"
        r"(?:\s(?:in a |to a |at a )?\(?\d ?[:/] ?\d(?: ?[:/] ?\d)*\)?(?: ratio| fashion)?)?(?:,? (?:double-blind(?:ly)?|equally|daily))?\s?(?:\([^)]{0,40}\)\s?)?"
        r"(?:in)?to\s(?:(?:one of )?(?:\w+ )?(?:groups?|arms?|treatments?|conditions?)\s?(?:[:(,]|to)\s?)?(?:receive |undergo |either |treatment with |a |an |the |take |have |use |an? \w+ of )*",
        re.IGNORECASE,
    ),
    "random",
    "assigned",
    "allocated",
)
LIST_END = re.compile(
    r"\.\s|;|,\s(?:each|both|all|with|in|for|which|who|as|at|once|twice)\b|\s(?:for \d+|for (?:one|two|three|four|six|eight|twelve)|over \d+|at (?:baseline|week|day|\d+)|in (?:a|an|this|the) |in addition|once|twice|daily|weekly|after|before|during|on day|from|with the|stratified|using|by|within|every|until|between|according|while|who|which|while|where|and (?:were|followed|assessed|evaluated)|was|were|on the|as|administered|given|in patients|in \d+)\b|\.$",
    re.IGNORECASE,
)
SPLIT = re.compile(r",?\s(?:or|versus|vs\.?|and)\s|,\s(?!\d)|\s?/\s|\s(?:compared with|compared to)\s", re.IGNORECASE)
OR_COMPARATOR = re.compile(
    rf"(?P<name>{CANDIDATE})(?:\s\((?P<bracket>[^()]{{1,60}})\))?(?P<dose>[\s,]*\d[^,;()]{{0,40}}?)?,?\s(?:or|versus|vs\.?|and|compared with|compared to)\s(?:an? |the |with |matching )*$",
    re.IGNORECASE,
)
COMPARES = re.compile(r"\bcompar\w+\b", re.IGNORECASE)
COMPARED_WITH = re.compile(
    rf"(?<!\w)(?P<name>{CANDIDATE})(?:\s\((?P<bracket>[^()]{{1,60}})\))?(?P<dose>[\s,]*\d[^,;()]{{0,40}}?)?,?\s(?:with|to|against)\s(?:an? |the |matching )*$",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    rf"(?<![\w.,=])(?:{NUMBER})\s(?:(?:[a-z]+\s)?(?:patients|participants|subjects|adults|children|women|men)\s)?(?:to|received|were given)\s(?:the )?(?P<name>{CANDIDATE})",
    re.IGNORECASE,
)
COMPARATOR_FIRST = re.compile(
    rf"^,?\s(?:or|versus|vs\.?|and)\s(?:an? |the )*(?P<name>{CANDIDATE})(?=\s(?:groups?|arms?|\(|\d)|[,.;)]|$)",
    re.IGNORECASE,
)
MODIFIERS = re.compile(
    r"(?:(?:a\s)?(?:(?:single|multiple|daily|oral|repeated|one)\s)*(?:doses?|infusions?|injections?|tablets?|capsules?)\sof\s)?"
    r"(?:(?:matching|matched|identical|inactive|inert|oral|intravenous|subcutaneous|nasal|topical|dummy)\s)*",
    re.IGNORECASE,
)
OF_GROUP = Guarded(
    re.compile(
        rf"(?<![\w-])(?:the\s)?(?P<name>(?:{CANDIDATE}))(?:-treated|-dosed)?\s(?:treatment\s)?(?:groups?|arms?)\b|(?<![\w-])(?P<treated>{CANDIDATE})-treated\s",
        re.IGNORECASE,
    ),
    "group",
    "arm",
    "-treated",
)
CONTROL_GROUP = Guarded(
    re.compile(
        r"\b(?P<name>control|usual[- ]care|intervention|comparison|exercise|training|education|active treatment|treatment|experimental)s?\s(?:groups?|arms?)\b",
        re.IGNORECASE,
    ),
    "group",
    "arm",
)
# "dissolved in 10% DMSO and saline", "50% saline": what a drug is given in
SOLVENT = re.compile(
    r"\b(?:dissolv|suspend|dilut|prepar|formulat|reconstitut|dispers)\w*\b[^.;]*\bin\s[^.;]{0,50}$|(?<!0\.9)\d\s?%\s$",
    re.IGNORECASE,
)
TWO_DIGITS = re.compile(r"\d\D*\d")
ROLE = re.compile(
    r"\b(?:placebo|saline|vehicle|sham|control|usual|standard|routine|conventional|untreated|wait|no treatment|no intervention|dummy|TAU|comparator|waiting|waitlist|observation)\b",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        if len(text) < 4 or place(document, Span(offset, offset + 1)) in {"references", "disclaimer"}:
            continue
        together = list(_regimens(document, text, offset))
        yield from together
        found = [
            *_listed(document, text, offset, [*_dosed(document, text, offset), *_compared(document, text, offset)]),
            *_assigned(document, text, offset),
            *_numbered(document, text, offset),
            *_groups(document, text, offset),
            *_resulted(document, text, offset),
        ]
        # A drug of a regimen is no arm of its own there.
        yield from (m for m in found if not any(m.span in regimen.span for regimen in together))


def arm_at(document: Document, start: int, end: int, how: str, score: float, n: Mention | None = None) -> Mention:
    lead = MODIFIERS.match(document.text, start, end)
    span = Span(lead.end() if lead and lead.end() < end else start, end)
    name = document.quote(span)
    role = "comparator" if ROLE.search(name) else "intervention"
    key = key_in(document.text, name)
    parts = {"n": n} if n else {}
    return Mention(
        "arm",
        span,
        value=f"{role}:{key}",
        found_by=f"rules.arms.{how}",
        score=score * worth(document, span),
        parts=parts,
    )


# What everybody got is no arm beside what some got.
SHARED = re.compile(
    r"\b(?:all|both|every|each)\s(?:(?:of )?(?:the |these |study |three |four |two )*)?(?:patients?|subjects?|participants?|groups?|women|men|children|arms?|volunteers?|cases)(?:\s\([^()]*\))?,?\s(?:also |then |initially |first |additionally |were |was |had |been |being |would |have |in both groups )*(?:received|receive|receiving|given|took|taking|treated|administered|premedicated|on|underwent|stabili[sz]ed|maintained|pretreated|prescribed|started)\b"
    r"|\b(?:background|concomitant|rescue|premedicat\w+|pre-?medication|an(?:a)?esthesia was|(?:was|were) induced with|induction of an(?:a)?esthesia|standard (?:medical )?(?:therapy|treatment) (?:of|with)|pre-?treat(?:ed|ment) with|stable dos\w+ of|in addition to|run-in)\b",
    re.IGNORECASE,
)


def _regimens(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """Drugs that are given together: one arm, with the short form that the text gives it."""
    if not TWO_DIGITS.search(text):
        return
    for regimen in regimens(text):
        span = Span(offset + regimen.start, offset + regimen.end)
        drugs = [Span(offset + name.start, offset + name.end) for name in regimen.names]
        key = " + ".join(key_in(document.text, document.quote(drug)) for drug in drugs)
        score = 0.9 * worth(document, span)
        parts = {
            f"drug {i + 1}": Mention("arm.drug", drug, found_by="rules.arms", score=score)
            for i, drug in enumerate(drugs)
        }
        if regimen.short is not None:
            short = Span(offset + regimen.short.start, offset + regimen.short.end)
            parts["short"] = Mention("arm.short", short, found_by="rules.arms", score=score)
        yield Mention("arm", span, value=f"intervention:{key}", found_by="rules.arms.regimen", score=score, parts=parts)


def _dosed(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """A substance that stands next to its dose."""
    if not has_digit(text):
        return
    for match in amounts.AMOUNTS.finditer(text):
        if amounts.is_dose(text, match) and (name := amounts.substance_of(text, match)):
            how = "shared" if SHARED.search(text[: match.start()]) else "dosed"
            yield arm_at(document, offset + name.start, offset + name.end, how, 0.8)


def _compared(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """ "X or placebo": a comparator, and what it is set against."""
    for match in COMPARATOR_NAME.finditer(text):
        if re.match(r"[-\s](?:controlled|controls?\b)", text[match.end() :]) and "placebo" in match[0].lower():
            continue
        if SOLVENT.search(text[: match.start()]):
            continue
        partner = _before(OR_COMPARATOR, text, match.start()) or (
            _before(COMPARED_WITH, text, match.start()) if COMPARES.search(text[: match.start()]) else None
        )
        if partner is None:
            partner = COMPARATOR_FIRST.match(text[match.end() :])
            shift = match.end()
        else:
            shift = 0
        paired = partner is not None and is_substance(partner["name"])
        start = match.start()
        yield arm_at(document, offset + start, offset + match.end(), "comparator", 0.95 if paired else 0.7)
        if paired and partner is not None:
            yield arm_at(
                document, offset + shift + partner.start("name"), offset + shift + partner.end("name"), "compared", 0.95
            )


BETWEEN_ITEMS = re.compile(
    r"^(?:\s?\([^()]*\))?(?:\s?(?:at )?\(?\d[^,;.]{0,24}?\)?)?(?:\s(?:daily|once daily|twice daily|i\.?v\.?|i\.?p\.?|p\.?o\.?))*\s?(?:,|,? (?:and|or|versus|vs\.?|compared with|then)|/)\s(?:an? |the |matching |oral |intravenous |\d[\d.]*\s?[mµ]?g(?:/kg)?\s(?:of )?)*$",
    re.IGNORECASE,
)


def _listed(document: Document, text: str, offset: int, found: list[Mention]) -> Iterator[Mention]:
    """Drugs in one list with a comparator, or with each other, are set against it as much as its neighbour is."""
    items = sorted({m.span: m for m in found}.values(), key=lambda m: m.span.start)
    linked: set[int] = set()
    for i in range(len(items) - 1):
        between = text[items[i].span.end - offset : items[i + 1].span.start - offset]
        if BETWEEN_ITEMS.match(between) and items[i].value != items[i + 1].value:
            linked |= {i, i + 1}
    yield from found
    for i in sorted(linked):
        yield Mention(
            "arm",
            items[i].span,
            value=items[i].value,
            found_by="rules.arms.listed",
            score=0.9 * worth(document, items[i].span),
        )


def _before(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """The match of a pattern ending at `end`, with the longest name that is one."""
    before = text[:end]
    for start in range(max(0, end - 130), end):
        if start and (before[start - 1].isalnum() or before[start - 1] in "-'’"):
            continue
        match = pattern.match(before, start)
        if match and is_substance(match["name"]):
            return match
    return None


def _assigned(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """The list after "randomly assigned to"."""
    for match in ASSIGNED.finditer(text):
        rest = text[match.end() : match.end() + 260]
        if re.match(r"(?:order|sequence|different orders?)\b", rest):
            continue
        bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", lambda m: " " * len(m[0]), rest)
        stop = LIST_END.search(bare)
        listed = bare[: stop.start() if stop else len(bare)]
        items = list(_named(listed))
        if len(items) >= 2:
            for start, end in items:
                yield arm_at(document, offset + match.end() + start, offset + match.end() + end, "assigned", 0.9)


# "62.5% for gradual substitution and 12.5% for continued X": a value, then whose it is
RESULTED = re.compile(
    r"(?:%|\d|percent|[)\]])\s(?:[a-zA-Z/]{1,8}\s)?(?:of (?:the )?(?:patients|subjects|participants|children|those|women|men|adults)\s)?"
    r"(?:in|with|on|for|after|among|receiving|given)\s(?:the\s|those (?:on|given)\s)?(?P<name>(?!(?:the|a|an|each|all|both|males?|females?|rats|mice|animals|cells|DMSO|water|ethanol|methanol|plasma|serum|urine|vitro|vivo|(?:intravenous|oral|subcutaneous|intraperitoneal|single|first|last|highest|lowest|same) (?:doses?|injections?|infusions?)|total|week|weeks|day|days|month|months|year|years|hours?|minutes?|baseline|patients|subjects|participants|children|women|men|adults|those|this|these|that|group|groups|at|one|two|three|four|six|our|terms|favou?r|it|addition|follow-up|respect|which|whom)\b)[A-Za-z][\w+-]*(?:\s(?!(?:and|or|versus|vs|compared|at|in|was|were|had|than|with|on|for|after|who|which|but|groups?|arms?|patients|subjects|participants|children)\b)[A-Za-z+][\w+-]*){0,4})"
    r"(?=\s?(?:groups?\b|arms?\b|patients\b|subjects\b|[,.;()\[]|and\b|versus\b|vs\b|compared\b|than\b|$))",
    re.IGNORECASE,
)


def _resulted(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """Two or more values of one sentence that each go with a name: the names are arms, if nothing better says so."""
    found = list(RESULTED.finditer(text))
    if len({match["name"].casefold() for match in found}) >= 2:
        for match in found:
            yield arm_at(document, offset + match.start("name"), offset + match.end("name"), "resulted", 0.6)


def _numbered(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """ "60 to belprazole and 60 to placebo": what each number of people got."""
    found = [
        match
        for match in NUMBERED.finditer(text)
        if is_substance(match["name"]) or COMPARATOR_NAME.match(match["name"])
    ]
    if len(found) >= 2:
        for match in found:
            if not COMPARATOR_NAME.match(match["name"]):
                yield arm_at(document, offset + match.start("name"), offset + match.end("name"), "assigned", 0.85)


def _items(listed: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name in a list of treatments, without articles and doses."""
    at = 0
    for end in [*(m.start() for m in SPLIT.finditer(listed)), len(listed)]:
        piece = listed[at:end]
        lead = re.match(
            r"(?:[\s,]|(?:or|and|versus|vs\.?|either|the|an?|receive|to|with|compared with|compared to)\s)*", piece
        )
        start = at + (lead.end() if lead else 0)
        core = re.split(r"\s{2,}|\s\d|\s(?:groups?|arms?|alone|treatment)\b", listed[start:end])[0].rstrip(" ,")
        if core:
            yield start, start + len(core)
        at = next((m.end() for m in SPLIT.finditer(listed) if m.start() == end), end)


# Where a list of treatments has gone over into something else: "dried and weighed", "ratio of", "n = 32)".
NO_TREATMENT = re.compile(
    r"[()\[\]=]|\b(?:of|to|in|for|and|or|with|the|an?|by|from|into)$|^(?:dried|weighed|placed|inserted|received|receiving|followed|following|delivered"
    r"|treated|included|excluded|performed|randomi[sz]ed|assigned|allocated|under(?:went|go(?:ing)?)|see|ratio|duration|no significant|each of|there|then|according|based|stratified|genders?|ages?|sex|centers?|centres?|single)\b(?! (?:dose|session|injection|infusion|shot)\b)",
    re.IGNORECASE,
)


def _named(listed: str) -> Iterator[tuple[int, int]]:
    """The names of a list of treatments, up to the first that is none."""
    for start, end in _items(listed):
        if NO_TREATMENT.search(listed[start:end]):
            return
        if _is_arm_name(listed[start:end]):
            yield start, end


def _is_arm_name(name: str) -> bool:
    words = name.split()
    return (0 < len(words) <= 7 and len(name) >= 3 and not name[0].isdigit() and not re.fullmatch(
        r"(?:not|neither|none|(?:one|two|three|four|five|six|seven|eight|nine|ten|different|several|various)(?:\s.*)?|matching|each|groups?|arms?|treatments?|conditions?|receive|both|control|placebo-controlled|other|it|them|this)", name, re.IGNORECASE)) or name.lower() == "control"  # fmt: skip


def _groups(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """ "the X group", "X-treated"."""
    for match in OF_GROUP.finditer(text):
        which = "name" if match["name"] else "treated"
        start, name = match.start(which), match[which]
        if not is_substance(name) and " " in name:
            start, name = start + name.rindex(" ") + 1, name.rsplit(" ", 1)[1]
        if is_substance(name):
            yield arm_at(document, offset + start, offset + start + len(name), "group", 0.6)
    for match in CONTROL_GROUP.finditer(text):
        yield arm_at(document, offset + match.start("name"), offset + match.end("name"), "group", 0.5)
