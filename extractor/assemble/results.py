"""Says whose result each number is: which arm, which measure, which time; and merges what is told twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.assemble import potencies, result_arms
from extractor.assemble.drafts import Occurrence
from extractor.assemble.linking import Context, Link, either
from extractor.assemble.table_links import definition_in_table, link_in_table
from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.parameters import OF_AN_EFFECT, STATISTICS
from extractor.finders.results import lead_in
from extractor.language.numbers import value_of
from extractor.study import Result

# What may stand between a number and the arm that follows it.
FOLLOWS = re.compile(
    r"^\s?\((?=$)|^(?:\s?(?:SDs?|SEMs?|SEs?))?\s?[%)\]]*(?:\s?\([^()]{0,60}\))?\s?"
    r"(?:points?|mm ?Hg|[a-zA-Zµ/%]{1,8}(?=\s))?\s?"
    r"(?:\([^()]{0,60}\))?,?\s?(?:of (?:the )?)?"
    r"(?:(?:[\w-]+\s){0,2}?(?:patients|participants|subjects|adults|women|men|children|rats|mice|animals|those)\s)?"
    r"(?:who (?:received|took|were given)|(?:with|in|for|after|on|given|among|under|receiving|treated with|taking"
    r"|allocated to|assigned to|randomi[sz]ed to|of|to|by|following|at)\b)\s?"
    r"(?:the |those (?:given|on|taking|receiving) |a |an |all |single |oral |intravenous "
    r"|(?:patients|participants|subjects|those) (?:in|on|given|receiving|treated with) (?:the )?)*$",
    re.IGNORECASE,
)
CLAUSE = re.compile(r";|\bwhereas\b|\bwhile\b|\bbut\b|\.\s")
RESPECTIVELY = re.compile(r"\brespectively\b|\bin (?:the same|that|this) order\b", re.IGNORECASE)
SAME_ORDER = re.compile(r"\bin (?:the same|that|this) order\b", re.IGNORECASE)
# "- Lorvapine (n = 12): "
BEGINS, COLON = re.compile(r"(?:^|[\n•–—-]|[\].;]\s)\s?$"), re.compile(r"\s?(?:\([^()]{0,40}\)\s?)?:\s")
LABELLED = 0.9  # how sure a line's own label makes its arm
# "24.5 (SD 4.0) at baseline": a time that follows a number at once is the number's own
AT_ONCE = re.compile(
    r"^\s?(?:points?|[a-zA-Zµ/%]{1,6})?\s?(?:\([^()]{0,30}\)?|\[[^\[\]]{0,30}\]?)?\)?\s(?:at|on|by)\s(?:the )?$"
)
DIFFERENCE_FROM = re.compile(
    r"\b(?:from|than|versus|vs\.?|over|against|compared (?:with|to)|relative to)\s(?:the )?$", re.IGNORECASE
)


def results_of(context: Context, found: Sequence[Mention]) -> list[Result]:
    """The results of one study, each once."""
    found = potencies.without_echoes(found)
    links = _links(context, found)
    rows: list[tuple[Mention, Link, list[Mention]]] = []
    alike: dict[tuple[object, object], list[int]] = {}  # the rows by statistic and value
    for mention, link in zip(found, links, strict=True):
        if mention.number is None:
            continue
        same = alike.setdefault((mention.value, value_of(mention.number)), [])
        at = next((i for i in same if _is_twin(context, rows[i], mention, link)), None)
        if at is None:
            same.append(len(rows))
            rows.append((mention, link, [mention]))
        else:
            _, known, sightings = rows[at]
            sightings.append(mention)
            if link.arm is not None and (known.arm is None or (link.sure or 0) > (known.sure or 0)):
                known.arm, known.sure = link.arm, link.sure
            known.measure = either(known.measure, link.measure)
            known.time = either(known.time, link.time)
    return [_result(context, sightings, link) for _, link, sightings in rows]


def _is_twin(context: Context, row: tuple[Mention, Link, list[Mention]], b: Mention, link_b: Link) -> bool:
    """Whether two equal numbers are one result seen twice: nothing said of one contradicts the other."""
    a, link_a, sightings = row
    if a.unit not in {b.unit, None} and b.unit is not None:
        return False
    if "row" in a.parts and "row" in b.parts and a.value in STATISTICS:
        return False  # two cells of a table of potencies are two results, however alike
    likely = (either(link_a.arm, link_a.like), either(link_b.arm, link_b.like))
    for one, other in (likely, (link_a.measure, link_b.measure), (link_a.time, link_b.time)):
        if one is not None and other is not None and one != other:
            return False
    for part in ("count", "n", "spread"):
        if part in a.parts and part in b.parts and a.parts[part].number != b.parts[part].number:
            return False
    if "row" in b.parts and any(m.span != b.span and _same_table(context, m, b) for m in sightings):
        return False  # two cells of one table are two results
    named = link_a.measure is not None and link_a.measure == link_b.measure
    if ("row" in a.parts or "row" in b.parts) and not (named or a.span == b.span or _may_be_of_one(context, a, b)):
        return False
    return (link_a.arm == link_b.arm or None in (link_a.arm, link_b.arm)) and (a.about != b.about or a.span == b.span)


def _same_table(context: Context, a: Mention, b: Mention) -> bool:
    return "row" in a.parts and context.document.table(a.span) is context.document.table(b.span)


def _may_be_of_one(context: Context, a: Mention, b: Mention) -> bool:
    """Whether what two results are of shares a word, where both say what they are of."""
    words = [_words_of(context, mention) for mention in (a, b)]
    return not all(words) or bool(words[0] & words[1])


def _words_of(context: Context, mention: Mention) -> set[str]:
    names = ("row", "row_second", "definition") if "row" in mention.parts else ("definition", "outcome")
    spans = [mention.parts[name].span for name in names if name in mention.parts]
    if not spans and mention.about is not None:
        spans = [mention.about]
    return {w[:6] for span in spans for w in re.findall(r"[a-z]{4,}", context.document.quote(span).casefold())}


def _result(context: Context, sightings: Sequence[Mention], link: Link) -> Result:
    report = context.reporter

    def part(name: str) -> Mention | None:
        found = [m.parts[name] for m in sightings if name in m.parts]
        return max(found, key=lambda m: m.score) if found else None

    measure = context.measures[link.measure].name if link.measure is not None else None
    definitions = [d for m in sightings if (d := _definition_of(context, m)) is not None]
    # An outcome that is the measure itself needs no words of its own.
    definitions = [m for m in definitions if context.document.quote(m.span).casefold() != measure]
    if measure is not None and sightings[0].value not in {"percent", "count", *STATISTICS}:
        definitions = [d for d in definitions if d.field == "result.subgroup"]  # else the measure says it
    spreads = [m.parts["spread"] for m in sightings if "spread" in m.parts]
    kind = next((str(s.value) for s in spreads if s.value), None)
    values = [
        Mention(
            "result.value",
            m.span,
            m.number,
            None,
            m.unit or next((o.unit for o in sightings if o.unit), None),
            m.sign,
            found_by=m.found_by,
            score=m.score,
        )
        for m in sightings
    ]
    value = report.report(values)
    if link.arm is not None and link.sure is not None:
        value = value.model_copy(update={"confidence": min(value.confidence, link.sure)})  # as sure as its weakest part
    return Result(
        arm=None if link.arm is None else context.arm_ids[link.arm],
        measure=None if link.measure is None else context.measure_ids[link.measure],
        timepoint=None if link.time is None else context.time_ids[link.time],
        statistic=str(sightings[0].value),
        definition=report.one(max(definitions, key=lambda m: (_names_criterion(context.document, m), m.score)))
        if definitions
        else None,
        value=value,
        n=report.one(part("n")),
        count=report.one(part("count")),
        spread=report.spread(spreads[0], kind) if spreads else None,
        interval=report.interval(part("interval")),
        p=report.one(part("p")),
    )


def _definition_of(context: Context, mention: Mention) -> Mention | None:
    if mention.value in STATISTICS:
        return potencies.definition_of(context, mention)
    if "row" in mention.parts:
        return definition_in_table(context, mention)
    return _fuller(mention.parts.get("outcome"), mention.parts.get("definition"))


def _fuller(told: Mention | None, ruled: Mention | None) -> Mention | None:
    """The words read in the sentence, unless the rules' words hold more of the same."""
    if told is None or ruled is None:
        return told or ruled
    longer = ruled.span.overlaps(told.span) and ruled.span.end - ruled.span.start >= told.span.end - told.span.start
    return ruled if longer or "(" in str(ruled.value) else told


def _names_criterion(document: Document, mention: Mention) -> bool:
    """ "Response (≥50% reduction)" says more than "response"."""
    return bool(re.search(r"[<>≥≤%]", document.quote(mention.span)))


# ---- links -----------------------------------------------------------------------------------------------------------


def _links(context: Context, found: Sequence[Mention]) -> list[Link]:
    links = [Link() for _ in found]
    for i, mention in enumerate(found):
        if "row" in mention.parts:
            links[i] = link_in_table(context, mention)
            if mention.value in STATISTICS:
                links[i].measure = None  # of a target, which is its definition
    sentences = by_sentence(found)
    told = result_arms.told_in(context, sentences)
    for sentence, members in sentences.items():
        results = [found[i] for i in members]
        ruled = ruled_arms(context, sentence, results)
        judged = result_arms.arms_told(context, sentence, results, ruled, told)
        for k, i in enumerate(members):
            if found[i].value in STATISTICS:
                links[i].arm = potencies.compound_of(context, ruled[k][0], sentence)
                if found[i].value not in OF_AN_EFFECT:
                    continue
            elif judged is None:
                links[i].arm = ruled[k][0]
            else:
                links[i].arm, links[i].sure, links[i].like = judged[k]
            if (label := _labelled(context, sentence, found[i].span)) is not None and links[i].arm in {None, label}:
                links[i].arm, links[i].sure = label, max(links[i].sure or 0, LABELLED)
            links[i].time = time_for(context, sentence, found[i].span)
            links[i].measure = _measure_for(context, sentence, found[i])
    return links


def _labelled(context: Context, sentence: Span, at: Span) -> int | None:
    """The arm of a line that its name begins: "- Lorvapine: pain fell by 2.1"."""
    text = context.document.text
    labels = [
        o.arm
        for o in context.arms_in(sentence)
        if o.span.end <= at.start
        and BEGINS.search(text, max(0, o.span.start - 4), o.span.start)
        and COLON.match(text, o.span.end)
    ]
    return labels[-1] if labels else None


def by_sentence(found: Sequence[Mention]) -> dict[Span, list[int]]:
    """The results that sentences tell, by their places in the list."""
    members: dict[Span, list[int]] = {}
    for i, mention in enumerate(found):
        if "row" not in mention.parts and mention.about is not None:
            members.setdefault(mention.about, []).append(i)
    return members


def ruled_arms(context: Context, sentence: Span, found: Sequence[Mention]) -> list[tuple[int | None, bool]]:
    """The arm of each number of one sentence, and whether it is plain: said in order, or right after the number."""
    text = context.document.text
    arms = context.arms_in(sentence)
    words = context.document.quote(sentence)
    if RESPECTIVELY.search(words) and (paired := _in_order(context, sentence, found, arms, words)):
        return [(arm, True) for arm in paired]
    plain = [False] * len(found)
    chosen: list[int | None] = []
    previous_end = sentence.start
    for i, mention in enumerate(found):
        whole = _whole(mention)
        next_start = _whole(found[i + 1]).start if i + 1 < len(found) else sentence.end
        after = next((o for o in arms if o.span.start >= whole.end), None)
        before = [o for o in arms if o.span.end <= whole.start]
        if after is not None and after.span.start < next_start and FOLLOWS.match(text[whole.end : after.span.start]):
            chosen.append(after.arm)
            plain[i] = True
        elif (
            before
            and not CLAUSE.search(text[before[-1].span.end : whole.start])
            and (before[-1].span.start >= previous_end or i == 0 or _same_subject(chosen, text, before[-1], whole))
        ):
            chosen.append(before[-1].arm)
        elif (
            len({o.arm for o in arms}) == 1
            and len(found) == 1
            and not DIFFERENCE_FROM.search(text[sentence.start : arms[0].span.start])
        ):
            chosen.append(arms[0].arm)
        else:
            chosen.append(None)
        previous_end = whole.end
    return list(zip(chosen, plain, strict=True))


def _same_subject(chosen: Sequence[int | None], text: str, before: Occurrence, whole: Span) -> bool:
    return (
        bool(chosen)
        and chosen[-1] == before.arm
        and not re.search(r"\b(?:and|vs\.?|versus|compared)\b", text[before.span.end : whole.start])
    )


def _whole(mention: Mention) -> Span:
    """A number with what is printed around it: its count, spread and denominator."""
    spans = [
        mention.span,
        *(mention.parts[k].span for k in ("count", "n", "spread", "interval") if k in mention.parts),
    ]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _in_order(
    context: Context, sentence: Span, found: Sequence[Mention], arms: Sequence[Occurrence], words: str
) -> list[int | None] | None:
    """ "45% and 23% with X and Y, respectively"; "in the same order" takes the order of the sentence before."""
    order = list(dict.fromkeys(o.arm for o in arms))
    if SAME_ORDER.search(words) and len(order) < len(found):
        before = Span(max(0, sentence.start - 500), sentence.start)
        order = [o.arm for o in context.arms_in(before)][-len(found) :]
    if len(order) == len(found) and len(set(order)) == len(order):
        return list(order)
    return None


def time_for(context: Context, sentence: Span, at: Span) -> int | None:
    """The time of a number: the nearest one before it in its sentence, else after it, else the paragraph's lead-in."""
    times = context.times_in(sentence)
    right_after = [
        i for span, i in times if span.start >= at.end and AT_ONCE.match(context.document.text[at.end : span.start])
    ]
    if right_after:
        return right_after[0]
    before = [i for span, i in times if span.end <= at.start]
    if before:
        return before[-1]
    after = [i for span, i in times if span.start >= at.end]
    if after:
        return after[0]
    lead = lead_in(context.document, sentence)
    if lead is not None and (inside := context.times_in(lead)):
        return inside[-1][1]
    if SAME_ORDER.search(context.document.quote(sentence)):
        earlier = context.times_in(Span(max(0, sentence.start - 400), sentence.start))
        return earlier[-1][1] if earlier else None
    return None


def _measure_for(context: Context, sentence: Span, mention: Mention) -> int | None:
    if "outcome" in mention.parts and (told := context.measures_in(mention.parts["outcome"].span)):
        return max(told, key=lambda n: n.span.end - n.span.start).measure
    named = context.measures_in(sentence)
    before = [n for n in named if n.span.end <= mention.span.start]
    if before:
        return before[-1].measure
    near = [
        n
        for n in named
        if n.span.start >= mention.span.end
        and "definition" in mention.parts
        and n.span in mention.parts["definition"].span
    ]
    if near:
        return near[0].measure
    lead = lead_in(context.document, sentence)
    if lead is not None and (opening := context.measures_in(lead)):
        return opening[-1].measure
    if mention.value in {"percent", "count"} and not (named and len(context.measures) == 1):
        # A row of a summary table of studies is about its one measure.
        table = context.document.table(sentence)
        cell = table.cell_at(sentence.start) if table else None
        if table is not None and cell is not None and context.retold:
            row = {n.measure for n in context.measures_in(table.row_span(cell.row))}
            return row.pop() if len(row) == 1 else None
        return None
    return named[0].measure if named else only_measure(context)


def only_measure(context: Context) -> int | None:
    """Means and tests of a study with a single measure are of that measure, unless only a result named it."""
    told = context.measures and all(m.found_by.startswith("model:") for m in context.measures[0].mentions)
    return 0 if len(context.measures) == 1 and not told else None
