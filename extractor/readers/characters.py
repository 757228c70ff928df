"""The printed characters of one page, with their places and fonts.

A page has thousands of characters and a long file millions, so they are kept as columns of numbers; a `Glyph` is made
where a single character is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rects = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Style:
    """What the characters of a run have in common."""

    font: str
    weight: float
    direction: int = 0  # quarter turns counter-clockwise: 0 reads to the right, 1 upwards
    face: int = 0  # PDFium's handle of the font
    hidden: bool = False  # drawn without ink, as OCR does


@dataclass(slots=True)
class Glyph:
    """One printed character.  x0, top, x1, bottom are in its own reading direction."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    style: Style
    space_before: bool  # the file or PDFium puts a space before it
    at: int = -1  # its place among the characters of the page
    index: int = -1  # of the character in PDFium's text page, while that is open
    shown: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # as displayed

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def face(self) -> int:
        return self.style.face

    @property
    def direction(self) -> int:
        return self.style.direction


def as_displayed(left: Any, bottom: Any, right: Any, top: Any) -> tuple[Any, Any, Any, Any]:
    """For rects that are boxes as displayed already."""
    return left, top, right, bottom


class Characters:
    """The characters of one page in the order in which the file draws them: in each column one item a character.

    rects: left, top, right, bottom as their reader has them; shown_of turns their columns, or one of them, into boxes
    as displayed.  Those are computed when first asked for, and can be forgotten again.
    """

    __slots__ = ("_boxes", "height", "indices", "rects", "shown_of", "spaced", "style", "styles", "texts", "width")

    def __init__(
        self,
        texts: list[str],
        rects: Rects,
        style: NDArray[np.int32],
        styles: Sequence[Style],
        spaced: NDArray[np.bool_],
        width: float,
        height: float,
        shown_of: Callable[[Any, Any, Any, Any], tuple[Any, Any, Any, Any]] = as_displayed,
        indices: Sequence[int] = (),
    ) -> None:
        self.texts = texts
        self.rects = rects
        self.style = style  # the place of its style among `styles`
        self.styles = styles
        self.spaced = spaced  # the file or PDFium puts a space before it
        self.width, self.height = width, height
        self.shown_of = shown_of
        self.indices = indices  # of the characters in PDFium's text page, while that is open
        self._boxes: Floats | None = None

    @classmethod
    def of(cls, glyphs: Sequence[Glyph], shown: Sequence[tuple[float, ...]], width: float, height: float) -> Characters:
        """Columns from single characters and their boxes as displayed."""
        styles = list(dict.fromkeys(glyph.style for glyph in glyphs))
        place = {style: at for at, style in enumerate(styles)}
        return cls(
            [glyph.text for glyph in glyphs],
            np.array(shown, np.float64).reshape(-1, 4),
            np.array([place[glyph.style] for glyph in glyphs], np.int32),
            styles,
            np.array([glyph.space_before for glyph in glyphs], bool),
            width,
            height,
        )

    @classmethod
    def none(cls) -> Characters:
        return cls.of([], [], 0.0, 0.0)

    def __len__(self) -> int:
        return len(self.style)

    def __iter__(self) -> Iterator[Glyph]:
        return map(self.__getitem__, range(len(self)))

    @overload
    def __getitem__(self, at: int) -> Glyph: ...
    @overload
    def __getitem__(self, at: slice) -> list[Glyph]: ...
    def __getitem__(self, at: int | slice) -> Glyph | list[Glyph]:
        """One character, or several; a change of them changes nothing here."""
        if isinstance(at, slice):
            return [self._glyph(self.texts[each], each) for each in range(*at.indices(len(self)))]
        return self._glyph(self.texts[at], at)

    @property
    def boxes(self) -> Floats:
        """x0, top, x1, bottom in each one's reading direction."""
        if self._boxes is None:
            self._boxes = self.shown()
            directions = np.array([style.direction for style in self.styles], np.int32)
            for direction in set(directions[directions > 0].tolist()):
                own = np.flatnonzero(directions[self.style] == direction)
                turned = in_reading_direction(tuple(self._boxes[own].T.copy()), direction, self.width, self.height)
                self._boxes[own] = np.column_stack(turned)
        return self._boxes

    def shown(self, at: Any = slice(None)) -> Floats:
        """The boxes of some characters as displayed."""
        left, top, right, bottom = self.rects[at].astype(np.float64).T
        return np.column_stack(self.shown_of(left, bottom, right, top))

    def box(self, at: int) -> tuple[float, float, float, float]:
        """One character's box in its reading direction, without computing those of all."""
        left, top, right, bottom = self.rects[at].tolist()
        direction = self.styles[self.style[at]].direction
        return in_reading_direction(self.shown_of(left, bottom, right, top), direction, self.width, self.height)

    def glyphs(self, text: str, places: NDArray[np.int32]) -> list[Glyph]:
        """The characters of a line; places: for each character of its text the place here, or -1 for a space."""
        texts: dict[int, str] = {}
        for char, at in zip(text, places.tolist(), strict=True):
            texts[at] = texts[at] + char if at in texts else char
        texts.pop(-1, None)
        own = list(texts)
        boxes, styles, spaced = (column[own].tolist() for column in (self.boxes, self.style, self.spaced))
        found = []
        for (at, char), (x0, top, x1, bottom), style, space in zip(texts.items(), boxes, styles, spaced, strict=True):
            found.append(Glyph(char, x0, top, x1, bottom, self.styles[style], space, at))
        return found

    def _glyph(self, text: str, at: int) -> Glyph:
        x0, top, x1, bottom = self.boxes[at].tolist()
        style = self.styles[self.style[at]]
        shown = (x0, top, x1, bottom)
        if style.direction:
            left, high, right, low = self.rects[at].tolist()
            shown = self.shown_of(left, low, right, high)
        index = self.indices[at] if self.indices else -1
        return Glyph(text, x0, top, x1, bottom, style, bool(self.spaced[at]), at, index, shown)

    def without(self, places: Container[int]) -> Characters:
        """The same without a few characters."""
        kept = [at for at in range(len(self)) if at not in places]
        return Characters(
            [self.texts[at] for at in kept], self.rects[kept], self.style[kept], self.styles, self.spaced[kept],
            self.width, self.height, self.shown_of, [self.indices[at] for at in kept] if self.indices else (),
        )  # fmt: skip

    def forget_boxes(self) -> None:
        """They can be computed again."""
        self._boxes = None

    def forget(self) -> None:
        """Keep only what the rest can be computed from; the texts are those of the lines by now."""
        self.texts, self.indices, self._boxes = [], (), None


def in_reading_direction(
    shown: tuple[Any, Any, Any, Any], direction: int, width: float, height: float
) -> tuple[Any, Any, Any, Any]:
    """Display coordinates turned so that text of this direction reads from left to right."""
    x0, top, x1, bottom = shown
    if direction == 0:
        return shown
    if direction == 1:
        return height - bottom, x0, height - top, x1
    if direction == 2:
        return width - x1, height - bottom, width - x0, height - top
    return top, width - x1, bottom, width - x0
