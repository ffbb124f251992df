"""Solution files: a schedule as compressed JSON, kept so that it can be judged again."""

from __future__ import annotations

import gzip
import json
import tempfile
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.atomic import write_bytes
from iplatform_sched.problem.schedule import Schedule, ScheduledTask

Kept = Path | zipfile.Path
"""Where schedules are kept, or one of them."""
DAMAGED = (EOFError, ValueError, KeyError, RuntimeError, zlib.error, zipfile.BadZipFile)
"""What unpacking raises where the archive is at fault; one with a password is a `RuntimeError`."""
UNREADABLE = (OSError, TypeError, *DAMAGED)
"""What reading a damaged file raises, packed or not."""
_TASKS = TypeAdapter(tuple[ScheduledTask | None, ...])


def write_solution(path: Path, schedule: Schedule) -> None:
    """Write a schedule, whole or not at all; the same bytes for the same schedule."""
    tasks = [None if at is None else asdict(at) for at in schedule.tasks]
    text = json.dumps({"schema": "iplatform-sched/solution", "tasks": tasks}, separators=(",", ":"))
    write_bytes(path, gzip.compress(text.encode(), mtime=0))


def solutions_of(results: Path) -> Path:
    """Return the folder of the schedules of a results file: beside it, ``x.solutions`` for ``x.jsonl``."""
    return results.with_name(f"{results.name.removesuffix('.jsonl')}.solutions")


def kept_solutions(results: Path) -> Kept:
    """Return the folder of the schedules of a results file; without it the archive that it was packed into.

    Raises
    ------
    InputError
        The archive is none, or has other schedules than the folder beside it.
    """
    found = _found(results)
    return found if found == solutions_of(results) else zipfile.Path(_opened(found))


def unpack_solutions(results: Path) -> None:
    """Make the folder of the schedules from the archive that it was packed into, where there is only that.

    Raises
    ------
    InputError
        The archive is none, or damaged, or has other schedules than the folder beside it.
    OSError
        The disk does not take it.
    """
    folder, archive = solutions_of(results), _found(results)
    if archive == folder:
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as part:
        whole = Path(part) / "solutions"
        whole.mkdir()
        try:
            with _opened(archive) as packed:
                packed.extractall(whole)
        except DAMAGED as error:
            raise _no_archive(archive, error) from None
        # Whole or not at all, for from now on the folder stands for the archive.
        whole.rename(folder)


def _found(results: Path) -> Path:
    """Return the folder of the schedules, or without it the archive where there is one."""
    folder, archive = solutions_of(results), _archive_of(results)
    if not archive.exists():
        return folder
    if not folder.exists():
        return archive
    # One of the two is of other runs: somebody fetched new ones beside the folder of those before.
    with _opened(archive) as packed:
        for entry in packed.infolist():
            file = folder / entry.filename
            if file.is_file() and zlib.crc32(file.read_bytes()) != entry.CRC:
                message = "has another schedule than the folder beside it"
                hint = "Remove the one that is not of these runs"
                raise InputError(Issue(message, str(archive), found=entry.filename, hint=hint))
    return folder


def _archive_of(results: Path) -> Path:
    folder = solutions_of(results)
    return folder.with_name(f"{folder.name}.zip")


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except (OSError, *DAMAGED) as error:
        raise _no_archive(archive, error) from None


def _no_archive(archive: Path, error: Exception) -> InputError:
    hint = "Take it from where it was packed, or remove it and make the runs again"
    return InputError(Issue(f"is no archive of solutions: {error}", str(archive), hint=hint))


def read_solution(path: Kept) -> Schedule:
    """Return the schedule of a solution file.

    Raises
    ------
    InputError
        The file is missing or is no solution.
    """
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
        return Schedule(_TASKS.validate_python(content["tasks"]))
    except UNREADABLE as error:
        raise InputError(Issue("is no solution file", str(path), found=str(error)[:80])) from None
