"""The command line: parse, call, render. The only floor that prints and reads clock and environment."""

from __future__ import annotations

from iplatform_sched.cli.entry import main

__all__ = ["main"]
