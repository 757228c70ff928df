"""What a reader may need to be told: the passwords of locked files, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """passwords are tried in order on encrypted files; seconds is the time limit of one document, None for no limit."""

    passwords: tuple[str, ...] = field(default=(), repr=False)
    seconds: float | None = None


DEFAULT = Options()
