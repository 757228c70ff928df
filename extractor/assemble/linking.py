"""What the numbers of one study are linked to: its arms, measures and times, and where the text names them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from extractor.assemble.drafts import ArmDraft, Occurrence
from extractor.assemble.outcomes import MeasureDraft, Named
from extractor.assemble.reporting import Reporter
from extractor.document import Document, Span
from extractor.evidence import Mention

if TYPE_CHECKING:
    from extractor.assemble.table_links import TableArms


OF_GROUPS = frozenset(
    "the a group groups arm arms patients participants subjects those in individuals children women".split()
)
CALLED_CONTROL = frozenset("control controls comparison comparator untreated".split())
CALLED_TREATMENT = frozenset("intervention treatment treated active experimental study test".split())


@dataclass
class Context:
    """What the links of one study are made of."""

    document: Document
    reporter: Reporter
    arms: Sequence[ArmDraft]
    occurrences: Sequence[Occurrence]
    measures: Sequence[MeasureDraft]
    named: Sequence[Named]
    times: Sequence[Sequence[Mention]]
    arm_ids: Sequence[str]
    measure_ids: Sequence[str]
    time_ids: Sequence[str]
    retold: bool = False
    tables: dict[int, TableArms] = field(default_factory=dict)  # by where a table begins, as far as asked for

    def arms_in(self, span: Span) -> list[Occurrence]:
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end, first)
        return [o for o in self.occurrences[first:last] if o.span.end <= span.end]

    def arm_told(self, words: Span) -> int | None:
        """The arm that some words name."""
        around = [o for o in self.occurrences if o.span.overlaps(words)]
        best = max(around, key=lambda o: o.span.end - o.span.start, default=None)
        if best is not None and 2 * (best.span.end - best.span.start) > words.end - words.start:
            return best.arm
        own = next((i for i, draft in enumerate(self.arms) if any(m.span == words for m in draft.mentions)), None)
        if own is None:
            own = self._arm_of_role(self.document.quote(words))
        return own if own is not None or best is None else best.arm

    def _arm_of_role(self, words: str) -> int | None:
        """ "controls", "the intervention group": the arm that has this role, when it is alone in it."""
        named = {word for word in re.findall(r"[a-z]+", words.lower()) if word not in OF_GROUPS}
        for role, generic in (("comparator", CALLED_CONTROL), ("intervention", CALLED_TREATMENT)):
            if named and named <= generic:
                alone = [i for i, draft in enumerate(self.arms) if draft.role == role]
                return alone[0] if len(alone) == 1 else None
        return None

    def measures_in(self, span: Span) -> list[Named]:
        first = bisect_left(self._named, span.start)
        last = bisect_left(self._named, span.end, first)
        return [n for n in self.named[first:last] if n.span.end <= span.end]

    def times_in(self, span: Span) -> list[tuple[Span, int]]:
        first = bisect_left(self._timed, (span.start,))
        last = bisect_left(self._timed, (span.end,), first)
        return [(at, i) for _, at, i in self._timed[first:last] if at.end <= span.end]

    @cached_property
    def times_named(self) -> Counter[int]:
        """How often the text names each arm."""
        return Counter(o.arm for o in self.occurrences)

    @cached_property
    def _starts(self) -> list[int]:
        return [o.span.start for o in self.occurrences]

    @cached_property
    def _named(self) -> list[int]:
        return [n.span.start for n in self.named]

    @cached_property
    def _timed(self) -> list[tuple[Any, ...]]:
        """The times in the order of the text."""
        return sorted((m.span.start, m.span, i) for i, group in enumerate(self.times) for m in group)


@dataclass
class Link:
    """Whose a number is: indexes of arm, measure and time; None where the text does not say.

    sure    how often the like of its arm is right; None where nothing was measured
    like    the arm that it may be of, though not surely enough to say so
    """

    arm: int | None = None
    measure: int | None = None
    time: int | None = None
    sure: float | None = None
    like: int | None = None


def either(a: int | None, b: int | None) -> int | None:
    return a if a is not None else b
