"""Writes ``data/iplatform`` from its ``source``: ``python -m benchmarks.generate_iplatform``."""

from __future__ import annotations

from benchmarks.national.build import build
from benchmarks.national.tables import ROOT
from iplatform_sched.exchange.folder import write_folder

if __name__ == "__main__":
    write_folder(build(), ROOT / "data" / "iplatform")
