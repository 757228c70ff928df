"""Generated cases are the same on every run and every machine, and no slow machine fails one by its slowness."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("the same every time", derandomize=True, deadline=None)
settings.load_profile("the same every time")
