"""Versions of what a plan was made with."""

from __future__ import annotations

import platform
from importlib.metadata import version

PACKAGES = ("iplatform-sched", "ortools", "numpy", "pydantic", "tzdata")


def versions() -> dict[str, str]:
    """Return package, interpreter and platform versions by name."""
    found = {name: version(name) for name in PACKAGES}
    return {**found, "python": platform.python_version(), "machine": platform.machine()}
