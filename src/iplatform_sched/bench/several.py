"""Several results files as one, for a comparison."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from iplatform_sched.bench.records import read_results
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from iplatform_sched.bench.records import Key, Record

APART = "Compare them apart"


def several(paths: Iterable[Path]) -> tuple[Record, ...]:
    """Return the runs of several results files.

    Raises
    ------
    InputError
        As `read_results`, or a file is missing or empty, a run is in two of them, an instance has changed, or
        a preset has run on a set with two settings.
    """
    records: dict[Key, Record] = {}
    home: dict[Key, Path] = {}
    issues: list[Issue] = []
    for path in paths:
        found = read_results(path)
        if not path.exists():
            issues.append(Issue("does not exist", str(path), hint="`bench run` writes it", code="no-file"))
        elif not found:
            issues.append(Issue("has no runs", str(path), hint="`bench run` writes them"))
        twice = Counter(home[record.key] for record in found if record.key in home)
        issues += [
            Issue(f"has {count} runs that are in {other} too", str(path), hint="Give each run once")
            for other, count in twice.items()
        ]
        records |= {record.key: record for record in found}
        home |= {record.key: path for record in found}
    issues += [
        Issue(f"{key.set} {key.instance} has changed between runs", str(home[key]), hint=APART)
        for key in _other_content(records.values())
    ]
    issues += [
        Issue(f"{key.preset} has run on {key.set} with two settings", str(home[key]), hint=APART)
        for key in _other_settings(records.values())
    ]
    if issues:
        raise InputError(issues)
    return tuple(records.values())


def _other_content(records: Iterable[Record]) -> tuple[Key, ...]:
    """Return the first run of each instance whose content was another one in a later run."""
    first: dict[tuple[str, str], Record] = {}
    for record in records:
        first.setdefault(record.key[:2], record)
    return tuple(
        {
            known.key: None
            for record in records
            if (known := first[record.key[:2]]).instance_digest != record.instance_digest
        }
    )


def _other_settings(records: Iterable[Record]) -> tuple[Key, ...]:
    """Return for each set and preset the first run whose settings are not those of its first run there."""
    settings: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], Key] = {}
    for record in records:
        group = record.set, record.preset
        if settings.setdefault(group, record.preset_digest) != record.preset_digest:
            found.setdefault(group, record.key)
    return tuple(found.values())
