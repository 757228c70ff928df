"""Reads test statistics as sentences print them, with their degrees of freedom and p value.

Of those without degrees of freedom only z is read, which has none.
"t(38) = 2.41, p = .021", "F(2, 45) = 4.53; p < 0.05", "χ2(1, N = 120) = 6.90, p <.01", "t = 2.4, df = 38, p = .02", "z = 2.17, p = .03",
"t(12) = 1.10, ns".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.language.numbers import DIGITS, MINUS

# How each test is written, and its one name.
NAMES: tuple[tuple[str, str], ...] = (
    ("chi2", r"(?:(?:Wald|Pearson|Yates|LR|likelihood ratio)\s)?(?:[χΧϰ](?:\s?\(2\))?|[xX](?=[\s_^-]?[2²])|[Cc]hi|G(?=[2²]))[\s_^-]?(?:2|²|squared?|sq)?|\?{1,2}2(?=\s?\()"),
    ("Q", r"Q(?:[\s-]?(?:[wWbBTMEC]|[wW]ithin|[bB]etween|[tT]otal|[mM]odel|[eE]rror))?"),
    ("t", r"ts?"),
    ("F", r"Fs?"),
    ("z", r"[zZ]s?"),
    ("r", r"rs?"),
    ("other", r"[HU]"),
)  # fmt: skip
_NAME = "|".join(f"(?P<{name}>{words})" for name, words in NAMES)
# Fonts that misname their signs leave "¼" or "p" for "=", "!" or "b" for "<", "N" for ">", and nothing readable for a minus.
# Behind a test's degrees of freedom nothing else can be meant.
_EQUALS = r"[=<>≤≥¼]|(?<=[)\]]\s)p(?=\s)"
_P_SIGN = r"[=<>≤≥¼≪≫]{1,2}|!|p(?=\s?0?\.\d)|b(?=0?\.\d)|N(?=0?\.\d)"
_ODD = r"(?:[\x00-\x08\x0b\x0c\x0e-\x1f?]{1,3}\s?){0,2}"
_DF = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[lI](?=\s?,))"
_PAIR = rf"(?P<df>{_DF}(?:\s?[,;]\s?(?:\d+(?:\.\d+)?))?)"
_TOTAL = r"(?:\s?[,;]\s?[nN]\s?[=¼p]\s?\d[\d,]*)?"
_INSIDE = rf"(?:\(\s?{_PAIR}{_TOTAL}\s?\)|\[\s?{_PAIR.replace('<df>', '<df2>')}{_TOTAL}\s?\])"
# "F1,38 = 4.53", as raised or lowered digits come out of a file; only with a p value behind it.
_LOWERED = r"(?P<df3>\d{1,3}(?:\.\d+)?\s?,\s?\d{1,4}(?:\.\d+)?)"
_VALUE = rf"(?P<sign>{_EQUALS})\s?{_ODD}(?P<value>(?:[{MINUS}]\s?)?{_ODD}{DIGITS})"
_DF_BEHIND = rf"(?:\s?[,;(\[]\s?(?:d\.?f\.?|degrees of freedom)\s?[=:]?\s?(?P<df4>{_DF}(?:\s?,\s?\d+)?)\s?[)\]]?)?"
# What may be told between a statistic and its p: errors and sizes of effect.
_EFFECTS = r"(?:\s?[,;]\s?(?:MSE|MS[eE]|d|g|r|R2|R²|[ηωε]2?p?2?²?|partial\s\S{1,3}|h2|n)\s?=\s?-?\d*\.?\d+){0,2}"
_P = rf"[,;:]?\s?[(\[]?\s?(?P<p_name>[pP]s?)(?:[\s-]?values?)?\s?{_ODD}(?P<p_sign>{_P_SIGN})\s?{_ODD}(?P<p>\d(?:[.·]\d+)?(?=\s?[×xX*]\s?10)|(?:0|1)?\s?[.·]\s?\d+(?:[eE][-−]?\d+)?|[01](?![.\d])|n\.\s?s\.|ns(?![a-z]))(?![\d%])(?:\s?[×xX*]\s?10\s?\^?\s?[-−–]\s?(?P<p_power>\d{{1,3}}))?"
_NS = r"[,;]?\s?[(\[]?(?P<ns>[nN]\.\s?[sS]\.|(?:ns|NS)(?![A-Za-z]))"
_HEAD = rf"(?<![A-Za-z\d_.η])(?:{_NAME})\s?(?:{_INSIDE}\s?|{_LOWERED}\s?)?{_ODD}"
STATISTIC = re.compile(rf"{_HEAD}{_VALUE}{_DF_BEHIND}(?:{_EFFECTS}\s?{_P}|{_EFFECTS}{_NS})?")
# Most text is told to hold no statistic by its signs alone: few stand behind a bracket, a digit or the end of a test's name.
_SIGN = re.compile(r"[=<>≤≥¼]")
_SIGN_OR_P = re.compile(r"[=<>≤≥¼]|(?<=[)\]]\s)p(?=\s)")
_BEFORE = re.compile(r"(?:[)\]\d²tFzZrQsHUwWbBTMECdqχΧϰ?]|een|hin|tal|del|re)[\s\x00-\x1f?]{0,4}$")
_UP_TO_SIGN = re.compile(rf"{_HEAD}$")
LONGEST = 80  # characters from the name of a test to its sign
SIGNS = {"=": "=", "¼": "=", "p": "=", "<": "<", "b": "<", "!": "<", ">": ">", "N": ">", "≤": "<=", "≥": ">=", "≪": "<", "≫": ">", "<<": "<", ">>": ">", "<=": "<=", ">=": ">="}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statistic:
    """One test in a text: places are offsets; p is empty where none is printed, and "ns" where only that is."""

    test: str
    df: tuple[str, ...]
    sign: str
    value: str
    p_sign: str
    p: str
    at: tuple[int, int]
    value_at: tuple[int, int]
    df_at: tuple[int, int] | None
    p_at: tuple[int, int] | None

    @property
    def name(self) -> str:
        """The test's name in its usual form."""
        return "χ2" if self.test == "chi2" else self.test


def statistics_in(text: str) -> Iterator[Statistic]:
    """The test statistics of a text, in order; without a p only those that have degrees of freedom."""
    done = 0
    signs = _SIGN_OR_P if ") p " in text or "] p " in text else _SIGN
    for sign in signs.finditer(text):
        at = sign.start()
        if _BEFORE.search(text, max(at - 6, 0), at) is None:
            continue
        head = _UP_TO_SIGN.search(text, max(done, at - LONGEST), at)
        match = STATISTIC.match(text, head.start()) if head is not None else None
        if match is not None and (found := _statistic(match)) is not None:
            done = match.end()
            yield found


def _statistic(match: re.Match[str]) -> Statistic | None:
    group = next((name for name in ("df", "df2", "df3", "df4") if match[name]), None)
    test = next(name for name, _ in NAMES if match[name] is not None)
    df = tuple(re.split(r"\s?[,;]\s?(?!\d{3}(?!\d))" if test != "F" else r"\s?[,;]\s?", match[group])) if group else ()
    p, ns = match["p"], match["ns"]
    if (group is None and not ((p or ns) and test == "z")) or (group == "df3" and not p):
        return None  # without degrees of freedom only z tells something
    if (match["sign"] == "p" or match["p_sign"] in {"!", "p", "b", "N"}) and group not in {"df", "df2"}:
        return None
    if (test == "F") != (len(df) == 2) and df:
        return None  # t(2, 28) is no t
    if match["chi2"] is not None and match["chi2"][-1] not in "2²)drqχ?":
        return None
    if test == "r" and not re.match(r"\D*(?:0?[.·]|[01](?![\d.·])|1[.·]0)", match["value"]):
        return None  # r(16) = 26.05 is no correlation
    plain = re.sub(r"\s", "", p).replace("·", ".") if p else ""
    if match["p_power"]:
        plain = f"{Decimal(plain) * Decimal(10) ** -int(match['p_power']):f}"
    return Statistic(
        test, df, SIGNS[match["sign"]], re.sub(r"[\x00-\x1f?\s]", "", match["value"]), SIGNS.get(match["p_sign"] or "=", "="),
        "ns" if ns or plain.lower().startswith("n") else plain,
        match.span(), match.span("value"), match.span(group) if group else None,
        match.span("p") if p else match.span("ns") if ns else None,
    )  # fmt: skip
