"""Finds figures and tables that a text speaks of and that are not there, and those that are there and never spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.statements import statement
from extractor.language.context import place
from extractor.language.doc import Doc

FOUND_BY = "rules.figures"
CITED = re.compile(
    r"(?<![\w-])(?P<kind>fig(?:ure|\.)?s?|tables?)\.?\s?:?(?P<n>\d{1,2})(?P<more>(?:\s?[a-h](?![a-z]))?(?:(?:\s?[-–]\s?|,\s?|\s?(?:and|&)\s)\d{1,2}(?!\d|\s?%|\.\d)(?:[a-h](?![a-z]))?)*)",
    re.IGNORECASE,
)
# A caption opens its block or line: "Table 2. Baseline", "Figure 3 | Flow", "Table 1Composition".
SHOWN = re.compile(
    r"^[*#\s!\[]*(?P<kind>fig(?:ure|\.)|table)\s?(?P<n>\d{1,2})(?!\d)(?P<end>[.:|\s)*\]]|[A-Z(])",
    re.IGNORECASE | re.MULTILINE,
)
BOLD = re.compile(r"\*\*(?P<kind>Figure|Fig\.|Table)\s?(?P<n>\d{1,2})[.:]?\*\*")
_ELSEWHERE = re.compile(
    r"(?:supplement\w*|additional|appendix|online|web|extended data|\be-)\s*(?:file\s?\d*\W*)?$|\b(?:see|in) (?:ref|their)|\bS$",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"^\W{0,2}(?:of|in|from)\s(?:ref|the (?:protocol|original|previous|supplement|appendix|online|main)|[A-Z][a-z]+ et al|\[)|^\W{0,3}\s?(?:in|of) (?:the )?(?:Supplement|Appendix|Additional)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^[^.\n]{0,40}\b(?:shows?|lists?|presents?|summari[sz]es?|gives?|displays?|reports?|depicts?|illustrates?|demonstrates?|provides?|describes?|contains?|and|represents?|reveals?)\b"
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    shown = _shown(document)
    cited = _cited(document)
    for kind in ("figure", "table"):
        yield from _judge(document, kind, shown[kind], cited[kind])


def _part(span: Span, number: int) -> Mention:
    return Mention("statement.part", span, number=str(number), found_by=FOUND_BY, score=0.9)


def _kind(word: str) -> str:
    return "table" if word.lower().startswith("t") else "figure"


def _shown(document: Document) -> dict[str, dict[int, Mention]]:
    found: dict[str, dict[int, Mention]] = {"figure": {}, "table": {}}
    for match in SHOWN.finditer(document.text):
        span = Span(match.start("kind"), match.end("n"))
        after = document.text[match.end("n") : match.end("n") + 60]
        block = document.block(span)
        starts_block = block is not None and span.start - block.span.start <= 4
        caption = block is not None and block.kind in {"caption", "table"}
        if not (caption or starts_block or match["end"] in ".:|" or match["end"].isupper()) or _SAYS.match(after):
            continue
        found[_kind(match["kind"])].setdefault(int(match["n"]), _part(span, int(match["n"])))
    for match in BOLD.finditer(document.text):
        number = int(match["n"])
        found[_kind(match["kind"])].setdefault(number, _part(Span(match.start("kind"), match.end("n")), number))
    return found


def _cited(document: Document) -> dict[str, dict[int, Mention]]:
    found: dict[str, dict[int, Mention]] = {"figure": {}, "table": {}}
    captions = {mention.span.start for kind in _shown(document).values() for mention in kind.values()}
    for match in CITED.finditer(document.text):
        span = Span(match.start(), match.end("n"))
        if document.text[max(0, match.start() - 2) : match.start()] in {"**", "!["}:
            continue  # a caption in Markdown, or a picture
        if match.start() in captions or place(document, span) in {"references", "disclaimer"}:
            continue
        if _ELSEWHERE.search(document.text[max(0, match.start() - 30) : match.start()]):
            continue
        if _OF_OTHERS.match(document.text[match.end() : match.end() + 40]):
            continue
        for number in numbers_of(match["n"] + match["more"]):
            found[_kind(match["kind"])].setdefault(number, _part(span, number))
    return found


def numbers_of(listed: str) -> list[int]:
    """The numbers of "1-3, 5": 1, 2, 3, 5."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:[a-h])?(?:\s?[-–]\s?(\d+))?", listed):
        a, b = int(first), int(last or first)
        found += range(a, b + 1) if a <= b <= a + 12 else [a]
    return found


def _judge(document: Document, kind: str, shown: dict[int, Mention], cited: dict[int, Mention]) -> Iterator[Mention]:
    """What is cited and not shown, where the captions run on from 1; what is shown and not cited, where most are cited."""
    last = max(shown, default=0)
    if len(shown) < 2 or len(set(shown) & set(cited)) < len(shown) // 2:
        return
    whole = set(shown) == set(range(1, last + 1))
    missing = [n for n in cited if last < n <= last + 2 and whole and not _begins_a_line(document, kind, n)]
    for number in sorted(missing):
        yield statement("not_shown", [("cited", cited[number]), ("last", shown[last])], FOUND_BY)
    for number in sorted(set(shown) - set(cited)):
        yield statement("not_cited", [("shown", shown[number])], FOUND_BY)


def _begins_a_line(document: Document, kind: str, number: int) -> bool:
    """Whether some line begins with the figure's name, a caption or not."""
    word = "fig(?:ure|\\.)?" if kind == "figure" else "table"
    return re.search(rf"^\W*{word}\s?{number}\b", document.text, re.IGNORECASE | re.MULTILINE) is not None
