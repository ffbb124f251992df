"""All facts in a folder of CSV tables and YAML files, as ``docs/formats.md`` lists them."""

from __future__ import annotations

from iplatform_sched.exchange.folder_reading import read_folder, read_placed_folder
from iplatform_sched.exchange.folder_writing import write_folder

__all__ = ["read_folder", "read_placed_folder", "write_folder"]
