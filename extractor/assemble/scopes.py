"""Says which text tells of which study: the section, the table rows and the sentences that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language.context import place


@dataclass(frozen=True)
class Scope:
    """One study: how it is named, and the text that tells of it."""

    key: str
    named: tuple[Mention, ...] = ()
    spans: tuple[Span, ...] = ()
    retold: bool = True
    # Text inside the spans that tells of other studies.
    excluded: tuple[Span, ...] = field(default=())

    def holds(self, span: Span) -> bool:
        return any(span in own for own in self.spans) and not any(span in other for other in self.excluded)

    def own(self, mentions: Sequence[Mention], *fields: str) -> list[Mention]:
        """The mentions of some fields that belong to this study."""
        return [m for m in mentions if m.field in fields and self.holds(m.span)]


def scopes_of(document: Document, mentions: Sequence[Mention], kind: str) -> list[Scope]:
    """The studies of a document in the order of their first naming; its own study comes first."""
    named: dict[str, list[Mention]] = {}
    told: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.field == "study":
            (told if mention.found_by.endswith("sentence") else named).setdefault(str(mention.value), []).append(
                mention
            )
    reports_itself = kind in {"trial_report", "protocol", "other"} and not (kind == "other" and named)
    if reports_itself:
        others = [
            m.about
            for group in told.values()
            for m in group
            if m.about and place(document, m.span) in {"introduction", "discussion"}
        ]
        others += [m.about for group in named.values() for m in group if m.about]
        return [Scope("study-1", (), _report(document), False, tuple(others))]
    if not named:
        named = {key: group for key, group in told.items() if _tells_numbers(group, mentions)}
        if not named:
            return [Scope("study-1", (), (Span(0, _end_of_report(document)),), retold=kind != "review")]
    scopes = []
    for key, group in named.items():
        everything = sorted([*group, *told.get(key, [])], key=lambda m: m.span.start)
        abouts = [m.about for m in everything if m.about is not None]
        # A sentence elsewhere that names this study inside another study's section is a comparison, not its account.
        inside = [m.about for other, rest in named.items() if other != key for m in rest if m.about]
        spans = tuple(about for about in abouts if not any(about in other for other in inside))
        nested = tuple(other for other in inside if any(other in about for about in abouts))
        scopes.append(Scope(key, tuple(everything), spans, True, nested))
    return scopes


def _tells_numbers(group: Sequence[Mention], mentions: Sequence[Mention]) -> bool:
    """Whether the sentences about a study give its size; a bare citation is no study record."""
    abouts = [m.about for m in group if m.about is not None]
    return any(
        m.field.startswith("n.") and m.score >= 0.4 and any(m.span in about for about in abouts) for m in mentions
    )


def _report(document: Document) -> tuple[Span, ...]:
    """The text of a report, and the tables and methods that are printed behind its references."""
    end = _end_of_report(document)
    behind = [t.span for t in document.tables if t.caption is not None and t.span.start >= end]
    captions = [t.caption for t in document.tables if t.caption is not None and t.caption.start >= end]
    # Some journals print the methods behind the references.
    lists = [s.span.start for s in document.sections if s.kind == "references" and s.span.start > end]
    until = min(lists, default=len(document.text))
    methods = [s.span for s in document.sections if s.kind == "methods" and end <= s.span.start < until]
    return (Span(0, end), *sorted([*behind, *captions, *methods]))


def _end_of_report(document: Document) -> int:
    ends = [section.span.start for section in document.sections if section.kind == "references"]
    return min(ends, default=len(document.text)) if ends and min(ends) > len(document.text) // 3 else len(document.text)
