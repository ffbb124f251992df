"""A folder of CSV tables and YAML files to facts: everything that is wrong with it is told at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.request import Request, Template
from iplatform_sched.domain.snapshot import Catalogue
from iplatform_sched.domain.vocabulary import Fact
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange import tables_bookings as books
from iplatform_sched.exchange import tables_network as net
from iplatform_sched.exchange.checks import check_folder
from iplatform_sched.exchange.columns import Column, Table
from iplatform_sched.exchange.csv_reading import Row
from iplatform_sched.exchange.documents import fact_at
from iplatform_sched.exchange.facts_from_rows import cell_issue, fact_of
from iplatform_sched.exchange.folder_files import Files, open_folder
from iplatform_sched.exchange.folder_writing import by_id
from iplatform_sched.exchange.gathered import Gathered
from iplatform_sched.exchange.requests_reading import request_of

Groups = Mapping[tuple[str, ...], tuple[Any, ...]]
"""Facts of child rows by the texts of their owner columns."""


def read_folder(folder: Path) -> Facts:
    """Return the facts of `folder`, sorted by id (discounts: in the order of their rows).

    Raises
    ------
    InputError
        With every issue found in all files.
    """
    files = open_folder(folder)
    gathered = gather(files)
    check_folder(files, gathered)
    if files.issues:
        raise InputError(sorted(files.issues, key=lambda issue: (issue.file, issue.row or 0)))
    return facts_of(gathered)
