"""Finds the parts of a paper: its title, abstract, methods, results and the entries of its reference list.

Works on a text and its blocks, so that every format's reader can use it.  Headings come with a level; what kind of
section they open is read from their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.document import Block, Reference, Section, Span
from extractor.readers.bylines import is_byline

# The first pattern that fits a heading decides.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        ("references", r"^(references?( list| and notes| cited)?|bibliography|literature( cited)?|works cited)$"),
        ("disclaimer", r"\bdisclaimers?\b|^legal notice"),
        ("abstract", r"^(structured |graphical |plain[- ]language )?(abstract|summary)\b|^synopsis$|^lay summary"),
        ("conclusion", r"^(overall |general |key )?(conclusions?|concluding remarks|interpretation|take[- ]home)\b"),
        ("discussion", r"\bdiscussion\b|^(strengths and |study )?limitations\b|^comment$|^implications"),
        (
            "methods",
            r"\b(methods?|methodology|materials|protocols?|procedures?|experimental (section|design|protocol))\b"
            r"|^(study |trial )?design\b|^(participants|patients|subjects|study population|setting|eligibility)\b"
            r"|^(randomi[sz]ation|blinding|interventions?|statistical|statistics|sample size)\b"
            r"|^(primary |secondary )?(outcomes?|outcome measures?|endpoints?)( measures?)?$",
        ),
        (
            "results",
            r"^(main |study |key |primary |secondary )?(results?|findings)\b|\bresults$"
            r"|quantitative (data|results|findings)|\b(data|results) summary\b|^summary of (data|results|findings)",
        ),
        ("introduction", r"^(introduction|background|objectives?|aims?|rationale|purpose|importance|context)\b"),
    )
)
_NUMBERING = re.compile(r"^\s*(?:(?:\d{1,2}|[IVX]{1,5}|[A-H])[.):]?(?:\d{1,2}[.)]?)*[.):\s]\s*)(?=[A-Z])")
_RUN_IN = re.compile(
    r"[*_]{0,3}(background|introduction|context|importance|objectives?|aims?|purpose|hypothesis|methods?|design|"
    r"methods and results|materials and methods|setting|participants|patients|subjects|interventions?|"
    r"main outcomes?(?: and)?(?: measures?)?|measurements?|outcome measures?|results?|findings|"
    r"conclusions?(?: and relevance)?|interpretation|limitations?|"
    r"trial registration|funding|discussion)\s*[:.—–]\s?",
    re.IGNORECASE,
)
_END_OF_LIST = re.compile(
    r"(to cite this|how to cite|cite this article|disclaimer|received\b.{0,40}accepted|publisher'?s note|"
    r"copyright\b|author (details|contributions?|information)|supplementary (material|information)|appendix\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(?:[•‣◦▪*·–-]\s+)?(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})\s?[.):]?(?=\s|[A-Z]))\s*")
_BARE_NUMBER = re.compile(r"\d{1,3}")
_NUMBER_AFTER = re.compile(r"\S\n(\d{1,3})$")
_INNER_NUMBER = re.compile(r"(?<=\s)(?:\[(\d{1,3})\]|(\d{1,3})\.)\s(?=\S)")
_BIBLIOGRAPHIC = re.compile(
    r"\b(?:19|20)\d\d\b|\bdoi\b|https?:|www\.|\d\(\d|\d[-–]\d|\[[\w.-]+\.\w{2,8}\]|\b(?:PMID|PMC|et al|eds?)\b"
)
_NO_ENTRY = re.compile(
    r"@|©|\b(?:for (?:laboratory |scientific )?research (?:use )?only|all rights reserved|warrant)", re.I
)
_AUTHOR_YEAR = re.compile(r"\s*[A-Z][\w'’´-]+(?: [A-Z][\w'’-]+)?,? .{0,300}?\b(?:19|20)\d\d[a-z]?\b")


_GENERIC = re.compile(
    r"(?:(?:original|research|review|short|brief|clinical|special|invited|case|study) ?)*"
    r"(?:articles?|papers?|reports?|stud(?:y|ies)|communications?|research|reviews?|investigations?|letters?|protocols?"
    r"|methodology|commentary|database|software|debate|abstract|summary)$"
    r"|open ?access|to cite this|how to cite|\W*[\w:()]+\W*$",
    re.IGNORECASE,
)
# "Samuel Seitler, MBChB": a name with its degree.
_PERSON = re.compile(
    r"(?:[A-Z][\w.'’-]* ){1,4}[A-Z][\w'’-]+,? (?:[A-Z][A-Za-z]*\.?,? ?)*(?:M\.?D|Ph\.?D|MB|MS|BS|RN|MPH|FRCP)"
)
_PERIODICAL = re.compile(
    r"(?:the )?(?:journal|annals|archives|circulation|proceedings|transactions)\b(?: of|:)|trials$", re.IGNORECASE
)
_LABEL = re.compile(r"(?:corresponding author|correspondence|edited by|reviewed by|key ?words)\b", re.IGNORECASE)
_EARLY = 6000  # characters: a title stands on the first page or, after a cover sheet, on the second


@dataclass(frozen=True, slots=True)
class Structure:
    """What `structure` found; `blocks` are the given ones with the reference entries told apart."""

    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    title: Span | None


def structure(text: str, blocks: Sequence[Block], title_hint: str = "") -> Structure:
    """The title, the sections and the reference list of a text.  title_hint: what the file's own metadata says."""
    title = _title(text, blocks, title_hint)
    if title is None or not _may_be_title(_of(text, Block("heading", title))):
        found = _above_byline(text, blocks)
        if found is not None:
            title = found.span
            blocks = [replace(block, kind="heading", level=1) if block is found else block for block in blocks]
    marked = tuple(_mark_references(text, list(_below_title(text, blocks, title))))
    return Structure(marked, tuple(_sections(text, marked, title)), tuple(_references(text, marked)), title)


def section_kind(heading: str) -> str:
    """What a heading's words say about the section that it opens; "other" when they say nothing."""
    words = _NUMBERING.sub("", heading).strip().rstrip(":.").strip()
    words = re.sub(r"\s+", " ", words)
    if len(words) > 120:
        return "other"
    squeezed = words.replace(" ", "")
    if len(words) > 5 and len(squeezed) <= len(words) / 2 + 1:  # letter-spaced: "A B S T R A C T"
        words = squeezed
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "other")


def _title(text: str, blocks: Sequence[Block], hint: str) -> Span | None:
    early = [block for block in blocks if block.kind == "heading" and block.span.start < _EARLY]
    if len(_letters(hint)) >= 12:
        for block in early:
            words = _letters(_of(text, block))
            if _letters(hint) in words or (len(words) > 25 and words in _letters(hint)):
                return block.span
    telling = [b for b in early if section_kind(_of(text, b)) == "other" and _may_be_title(_of(text, b))]
    long = [b for b in telling if len(_of(text, b).split()) >= 3 and len(_letters(_of(text, b))) >= 15]
    top = [b for b in early if b.level == 1 and not _names_someone(_of(text, b))]
    best = min(long or telling[:1] or top, key=lambda b: (b.level, b.span.start), default=None)
    return best.span if best else None


def _may_be_title(heading: str) -> bool:
    """Whether a heading is none of a label ("S TUD Y P RO TOCO L"), an author's or a journal's name."""
    words = heading.split()
    spaced = len(words) > 2 and len(heading) < 3.2 * len(words)
    squeezed = "".join(words) if spaced else heading
    return not (_names_someone(heading) or _GENERIC.match(heading) or _GENERIC.match(squeezed))


def _names_someone(heading: str) -> bool:
    """Whether a heading is an author, a journal, or the label of a line of the title page."""
    periodical = len(heading.split()) < 9 and _PERIODICAL.match(heading)
    return bool(_PERSON.match(heading) or _LABEL.match(heading) or periodical)


def _above_byline(text: str, blocks: Sequence[Block]) -> Block | None:
    """The title of a paper that sets it like its text: what stands right above the line of authors."""
    for above, below in pairwise(block for block in blocks if block.span.start < _EARLY):
        words = _of(text, above)
        sized = 5 <= len(words.split()) <= 45 and words[-1] not in ".;,"
        if above.kind == "paragraph" and below.kind == "paragraph" and sized and is_byline(_of(text, below)):
            return above
    return None


def _below_title(text: str, blocks: Sequence[Block], title: Span | None) -> Iterator[Block]:
    """The blocks with the title as the only heading of level 1; journal names above it are no headings."""
    level = next((block.level for block in blocks if block.span == title), 1)
    for block in blocks:
        if block.kind != "heading" or title is None:
            yield block
        elif block.span == title:
            yield replace(block, level=1)
        elif block.level <= level and block.span.start < _EARLY and _names_nothing(_of(text, block), level):
            yield replace(block, kind="paragraph", level=0)
        else:
            yield replace(block, level=max(2, block.level - level + 1))


def _names_nothing(heading: str, title_level: int) -> bool:
    """Whether a heading as big as the title is the journal's name or a label such as "Original Article"."""
    return section_kind(heading) == "other" and (title_level > 1 or bool(_GENERIC.match(heading)))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _of(text: str, block: Block) -> str:
    return text[block.span.start : block.span.end]


def _sections(text: str, blocks: Sequence[Block], title: Span | None) -> Iterator[Section]:
    headings = [block for block in blocks if block.kind == "heading"]
    end_of_text = blocks[-1].span.end if blocks else len(text)
    for at, heading in enumerate(headings):
        end = next((other.span.start for other in headings[at + 1 :] if other.level <= heading.level), end_of_text)
        while end > heading.span.end and text[end - 1].isspace():
            end -= 1
        kind = "title" if heading.span == title else section_kind(_of(text, heading))
        section = Section(kind, heading.span, Span(heading.span.start, end), heading.level)
        yield section
        if kind == "abstract":
            following = headings[at + 1].span.start if at + 1 < len(headings) else end_of_text
            own = Span(heading.span.start, min(end, following))
            yield from _labelled_parts(text, blocks, replace(section, span=own))


def _labelled_parts(text: str, blocks: Sequence[Block], abstract: Section) -> Iterator[Section]:
    """The parts of a structured abstract, whose labels stand at the start of their paragraphs ("Methods: ...")."""
    labels: list[Span] = []
    for block in blocks:
        if block.kind == "heading" or block.span not in abstract.span:
            continue
        if match := _RUN_IN.match(text, block.span.start, block.span.end):
            labels.append(Span(match.start(1), match.end(1)))
        elif not labels:
            continue
        # Abstracts set as one paragraph carry their labels inside it.
        labels += [
            Span(found.start(1), found.end(1))
            for found in _RUN_IN.finditer(text, block.span.start + 1, block.span.end)
            if text[found.start() - 2] in ".!?)" and found[1][0].isupper()
        ]
    for label, after in zip(labels, [*labels[1:], None][: len(labels)], strict=True):
        end = after.start if after else abstract.span.end
        while end > label.end and text[end - 1].isspace():
            end -= 1
        yield Section(section_kind(text[label.start : label.end]), label, Span(label.start, end), abstract.level + 1)


def _mark_references(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks again, with the entries of the reference list marked, each as one block."""
    inside = False
    listed: list[Block] = []
    for block in blocks:
        content = _of(text, block)
        ends = block.kind == "heading" or (inside and bool(_END_OF_LIST.match(content.strip())))
        if ends:
            yield from _list_entries(text, listed)
            listed = []
            inside = block.kind == "heading" and section_kind(content) == "references"
            yield block
        elif inside:
            listed.append(block)
        else:
            yield block
    yield from _list_entries(text, listed)


def _list_entries(text: str, listed: Sequence[Block]) -> Iterator[Block]:
    """The blocks below the heading "References": split where several entries share one, joined where one is cut."""
    parts: list[Block] = []
    for block in _with_numbers_after(text, listed):
        entry = block.kind in ("paragraph", "list_item", "reference")
        parts += _entries(text, block) if entry else [block]
    numbers = [_number(_of(text, part)) if part.kind == "reference" else None for part in parts]
    entries = sum(part.kind == "reference" for part in parts)
    numbered = sum(number is not None for number in numbers) >= max(1, entries / 3)
    last = max((i for i, number in enumerate(numbers) if number is not None), default=-1)
    current: Block | None = None
    ended = False
    for i, (part, number) in enumerate(zip(parts, numbers, strict=True)):
        if part.kind != "reference":
            kept = part
        elif number is not None or not numbered:
            trailing = not numbered and i > 0 and i >= len(parts) - 2 and _is_no_entry(text, part)
            kept = replace(part, kind="paragraph") if trailing else part
        elif current is not None and not ended and _completes(text, current, part, i < last):
            current = replace(current, span=Span(current.span.start, part.span.end))
            continue
        else:
            kept = replace(part, kind="paragraph")
            ended = i > last
        if current is not None:
            yield current
        current = kept if kept.kind == "reference" and numbered else None
        if current is None:
            yield kept
    if current is not None:
        yield current


def _is_no_entry(text: str, part: Block) -> bool:
    """Whether a paragraph below the list says something else: a disclaimer, an address."""
    content = _of(text, part)
    return bool(_NO_ENTRY.search(content)) and not _AUTHOR_YEAR.match(content)


def _completes(text: str, entry: Block, part: Block, more_follow: bool) -> bool:
    """Whether a block without a number is the rest of the entry before it."""
    content = _of(text, part)
    if _NO_ENTRY.search(content) or content[0] in "•‣◦▪■●○":
        return False
    if content[0].islower() or _BIBLIOGRAPHIC.search(content) or _of(text, entry)[-1] not in ".])":
        return True
    return more_follow and len(content) < 150


def soft_line_ends(text: str, blocks: Sequence[Block]) -> str:
    """The text with the line ends inside blocks turned into spaces, outside tables; every offset stays."""
    pieces, at = [], 0
    for block in blocks:
        if block.kind != "table":
            pieces += [text[at : block.span.start], _of(text, block).replace("\n", " ")]
            at = block.span.end
    return "".join(pieces) + text[at:]


def _entries(text: str, block: Block) -> Iterator[Block]:
    """One block for each numbered entry of a block; the numbers must go up by one."""
    first = _number(text[block.span.start : block.span.end])
    starts = [block.span.start]
    if first is not None:
        number = first
        for match in _INNER_NUMBER.finditer(text[block.span.start : block.span.end]):
            if int(match[1] or match[2]) == number + 1:
                starts.append(block.span.start + match.start())
                number += 1
    for start, end in zip(starts, [*starts[1:], block.span.end], strict=True):
        while text[end - 1].isspace():
            end -= 1
        yield replace(block, kind="reference", span=Span(start, end))


def _number(entry: str) -> int | None:
    match = _NUMBERED.match(entry)
    if match is None and (after := _NUMBER_AFTER.search(entry)):
        return int(after[1])
    return int(match[1] or match[2] or match[3]) if match else None


def _with_numbers_after(text: str, listed: Sequence[Block]) -> list[Block]:
    """Each entry with its number, where the file draws the number, which stands to its left, after the entry."""
    bare = [at for at, block in enumerate(listed) if at and _BARE_NUMBER.fullmatch(_of(text, block))]
    counted = [int(_of(text, listed[at])) for at in bare]
    if len(bare) < 3 or counted != sorted(set(counted)) or any(b - a < 2 for a, b in pairwise(bare)):
        return list(listed)
    found: list[Block] = []
    for at, block in enumerate(listed):
        if at in bare:
            found[-1] = replace(found[-1], span=Span(found[-1].span.start, block.span.end))
        else:
            found.append(block)
    return found


def _references(text: str, blocks: Sequence[Block]) -> Iterator[Reference]:
    entries = [block.span for block in blocks if block.kind == "reference"]
    numbers = [_number(text[span.start : span.end]) for span in entries]
    numbered = sum(number is not None for number in numbers) >= max(1, len(entries) / 3)
    by_author = [bool(_AUTHOR_YEAR.match(text, span.start, span.end)) for span in entries]
    author_year = not numbered and sum(by_author) >= len(entries) / 2
    current: Reference | None = None
    for span, number, named in zip(entries, numbers, by_author, strict=True):
        starts_entry = number is not None if numbered else named or not author_year
        if current is not None and not starts_entry:  # an entry that was cut by a column or page end
            current = Reference(current.number, Span(current.span.start, span.end))
            continue
        if current is not None:
            yield current
        current = Reference(number if numbered else None, span)
    if current is not None:
        yield current
