"""A folder of CSV tables and YAML files holds all facts: write it, read it. ``docs/formats.md`` lists the files."""

from __future__ import annotations

from iplatform_sched.exchange.folder_writing import write_folder

__all__ = ["write_folder"]
