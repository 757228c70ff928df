"""Finds what a vendor's guide says of itself: its title, that its compound is unknown, and marks of careless making.

Such guides are made in bulk from templates.  They admit that nothing is known of the compound or that another one stands
in for it; a name is replaced where it must stand ("high-quality this compound"), and bare sites stand for sources ("as
was shown. nih.gov").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language.doc import Doc

TITLES_REACH = 700  # characters from the first title to a second one
MOST_SHOWN = 8
ENOUGH = 3  # marks that make a guide of a document whose header is missing
_TITLE = re.compile(
    r"\bguide\b|mechanisms? of action|\boverview\b|synthe[st]i[sc]|\bdiscovery\b|characteri[sz]ation|pharmacolog|introduction to|\brole of\b"
    r"|unravel|isolat(?:ion|ing)|in-depth|\bevaluation of\b|\bdevelopment of\b|\bproperties\b|toxicity|pharmacokinetic|significance of"
    r"|perspective|structure.activity|transformations|strategic|\bwave\b|applications? of|protocols? for|\bprofile of\b|studies (?:on|of)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\s*(?:Author|Authored|Audience|Prepared by|For Researchers|For the attention)\b")
_NO_TITLE = re.compile(
    r"^(?:molecular formula|iupac|product packaging|technical documentation|core science|origin of|author|for researchers)|documentation hub$|[.!]$",
    re.IGNORECASE,
)
VENDOR = re.compile(
    r"\bresearch use only\b|compound of interest|\bget quote\b|technical support team|documentation (?:hub|center)|origin of product|quick inquiry|research compound|仅供研究|研究専用",
    re.IGNORECASE,
)
_SUBJECT = r"(?:(?:compound|molecule|substance|designation|name|identifier|code|term)\b|[\"“”]|[Tt]his compound)"
_STAND_IN = re.compile(
    r"\b[Mm]odell?ed (?:on|after)\b|\binstead (?:focus|concentrate|describe|address|cover|discuss|provide|detail)\w*|\bfocus(?:es)? instead on\b"
    r"|\busing [^.]{3,60} as an? (?:model|proxy|surrogate|representative|exemplar|prototyp\w+|stand-in|example)\b"
    r"|\b(?:used|serves?|serving|presented|chosen|selected) (?:here )?as an? (?:proxy|surrogate|stand-in|representative (?:compound|example|molecule))\b"
)
_UNKNOWN = re.compile(
    r"\b(?:is|are|was|were|could)(?: currently| presently)? not (?:be )?(?:(?:a|an|yet) )?(?:(?:publicly|widely|commonly|currently|officially|formally|readily|well|standard) )*"
    r"(?:recogni[sz]ed|documented|described|found|available|listed|known|identified|locate[d]?|characteri[sz]ed|disclosed|reported)\b"
    r"|\bdoes not (?:appear to )?(?:correspond|refer|match|exist|appear)\b|\b(?:scarcity|absence|lack|paucity|dearth) of (?:[\w-]+ ){0,4}(?:data|information|literature|studies)\b"
    r"|\bno (?:[\w-]+ ){0,4}(?:data|information|literature|records?|studies|publications?|reports?)\b(?: [\w-]+){0,4} (?:available|found|exists?|exist|published|on|for|about|regarding|concerning)\b"
    r"|\bthe following guide is a template\b|\b(?:is|as) a (?:hypothetical|fictional|fictitious|placeholder) (?:compound|molecule|designation|name)\b"
)
_REPLACED = re.compile(
    r"\b(?:high-quality|high quality|the|a|an|of a|pure|novel|potent|synthetic|commercial(?:ly available)?|our|some|each|new) (?P<a>[Tt]his compound)\b"
    r"|(?P<b>\b[Tt]his compound-(?!specific|based|induced|related|dependent|treated|free|like|and)\w+)|(?P<c>\w+-[Tt]his compound)\b"
    r"|(?P<d>\([Tt]his compound\))|(?P<e>\b[Tt]his compound(?=\s\d+[A-Za-z]?\b(?!\s?(?:mg|µg|g|ml|mL|nM|µM|mM|%|times|days|hours|h\b)))(?!\s(?:19|20)\d\d)\s\d+[A-Za-z]?)"
    r"|(?P<f>\b[Tt]his compound(?=\s?\((?!\d|Fig|see|e\.g|i\.e|Table|ref|also|also known)[A-Z][\w-]{0,7}\)))"
)
_SITE = r"(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|io|br|ac\.uk|co\.uk|de|ch|eu|jp|cn|fr)"
_BARE_SITE = re.compile(rf"(?<=[.!?\])])\s(?P<site>(?:{_SITE}){{1,8}})(?=\s|$)")


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    titles = title_spans(document)
    guide = is_guide(document)
    yield from _defects(document, guide)
    if not guide:
        return
    for span in titles:
        yield Mention(
            "guide.title", span, value=" ".join(document.quote(span).split()), found_by="rules.guides", score=0.9
        )
    yield from _statements(document, titles[0].start if titles else 0)


def is_guide(document: Document) -> bool:
    """Whether a document is of a vendor's making, by the words of its header and first lines."""
    opening = document.text[:4000]
    title = document.quote(document.title) if document.title else ""
    return bool(VENDOR.search(opening) or re.search(r"technical guide", title, re.IGNORECASE))


def title_spans(document: Document) -> list[Span]:
    """The titles of the guide itself: the first heading that is worded as one, and those right below it."""
    spans = [document.title] if document.title else []
    spans += [block.span for block in document.headings() if block.span not in spans]
    found: list[Span] = []
    for span in sorted(spans):
        words = " ".join(document.quote(span).split())
        if len(words) < 15 or len(words) > 260 or _NO_TITLE.search(words):
            continue
        if not _TITLE.search(words) and not _BYLINE.match(document.text, span.end):
            continue
        if found and span.start - found[0].end > TITLES_REACH:
            break
        found.append(span)
    return found[:3]


def _statements(document: Document, start: int) -> Iterator[Mention]:
    """Sentences near the beginning in which the guide says that its compound is unknown, or that another stands in."""
    text = document.text
    for field, pattern in (("stand_in", _STAND_IN), ("unknown", _UNKNOWN)):
        for match in list(pattern.finditer(text, start, start + 5000))[:4]:
            if field == "unknown" and not re.search(_SUBJECT, _around(text, match)):
                continue
            span = Span(*match.span())
            yield Mention("guide.statement", span, value=field, found_by="rules.guides", score=0.8)


def _around(text: str, match: re.Match[str]) -> str:
    """The sentence of a match."""
    start = max(text.rfind(". ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
    ends = [end for end in (text.find(". ", match.end()), text.find("\n", match.end())) if end >= 0]
    return text[start : min(ends, default=len(text))]


def _defects(document: Document, guide: bool) -> Iterator[Mention]:
    """Marks of careless making; where the document does not call itself a guide, only those that no paper has."""
    text = document.text
    ends = min((s.span.start for s in document.sections if s.kind == "references"), default=len(text))
    replaced = [Span(*m.span(m.lastgroup or 0)) for m in _REPLACED.finditer(text)] if guide else []
    sites = [Span(*m.span("site")) for m in _BARE_SITE.finditer(text, 0, ends)]
    for kind, spans in (("replaced_name", replaced), ("bare_site", sites)):
        for span in spans[:MOST_SHOWN] if guide or len(spans) >= ENOUGH else []:
            yield Mention("guide.defect", span, value=kind, found_by="rules.guides", score=0.8)
