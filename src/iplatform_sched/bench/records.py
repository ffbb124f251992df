"""The results file: one JSON line per run, appended as it ends, so that a killed benchmark goes on."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from iplatform_sched.bench.seam import KILLED, Status
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.envelopes import validated
from iplatform_sched.exchange.text_files import decode, read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


BEGINNING = b'{"set"'
"""Of a line, as :func:`append` writes it."""
HINT = "Lines are those that `bench run` wrote"
LOAD = ", load "
"""Stands before how busy a machine was, in its line."""
MOST_MISSING = 3
FAILURES = frozenset({Status.CRASHED.value, KILLED})


def hardware_of(machine: str) -> str:
    """Return what a machine's line says of it, but for how busy it is."""
    return machine.partition(LOAD)[0]


class Key(NamedTuple):
    """What a run is called: no results file has two of one key."""

    set: str
    instance: str
    preset: str
    seed: int


class Record(BaseModel):
    """What became of one run.

    Attributes
    ----------
    status
        As `model.outcome.Status`, or those of the seam beside them.
    objective
        As measured on the schedule by our own measures; ``None`` without a schedule.
    bound
        A lower bound that the solver claims to have proved.
    unavoidable
        What any schedule must pay for the work that this one does: the cheapest fees, in nights.
    gap
        ``(objective - bound) / (objective - unavoidable)``; ``None`` where one of them is missing.
    first_seconds, best_seconds
        From the solver's call to its first and best schedule.
    primal_integral
        Mean over the limit of time of the gap between the best schedule so far and the best one known, a
        missing one counted as 1 (Berthold 2013, doi:10.1016/j.orl.2013.08.007); ``None`` without a limit.
    trajectory
        Second and objective of each better schedule.
    seconds
        Until the solver returned, its model built in it; at most the limit and what it overran.
    memory_mb
        The most that the process and its children held, each at its own peak.
    verified
        Whether the judge found nothing wrong with the schedule; ``None`` where there is none.
    flaws
        What the judge found, the first lines.
    known_lower, known_upper, known_infeasible
        What others had proved of the instance at the time of the run.
    preset_digest, instance_digest
        Hashes of the settings and of the instance.
    solution
        File of the schedule, below the folder of solutions beside the results; empty without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    set: str
    instance: str
    preset: str
    seed: int
    solver: str
    status: str
    objective: int | None
    bound: int | None
    unavoidable: int
    gap: float | None
    first_seconds: float | None
    best_seconds: float | None
    primal_integral: float | None
    trajectory: tuple[tuple[float, int], ...]
    limit_seconds: float | None
    limit_work: float | None
    workers: int
    seconds: float
    memory_mb: float
    verified: bool | None
    flaws: tuple[str, ...] = ()
    detail: str = ""
    known_lower: int | None
    known_upper: int | None
    known_infeasible: bool
    preset_digest: str
    instance_digest: str
    solution: str
    machine: str
    versions: dict[str, str]
    commit: str
    ended: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _judged(self) -> Record:
        if self.objective is not None and self.verified is not True:
            raise ValueError("has an objective of a schedule that was not verified")
        if self.verified and self.objective is None:
            raise ValueError("has a valid schedule and no objective of it")
        if self.verified is not None and not self.solution:
            raise ValueError("has a schedule and says no file of it")
        return self

    @property
    def key(self) -> Key:
        """What the run is called."""
        return Key(self.set, self.instance, self.preset, self.seed)

    @property
    def hardware(self) -> str:
        """What the run was made on, however busy it was."""
        return hardware_of(self.machine)

    @property
    def solved(self) -> bool:
        """Whether there is a schedule that the judge let pass."""
        return self.verified is True and self.objective is not None

    @property
    def failed(self) -> bool:
        """Whether its process came to harm or its schedule is not valid."""
        return self.status in FAILURES or self.verified is False

    @property
    def closed(self) -> bool:
        """Whether the run proved its schedule optimal, or that there is none.

        One that came to no end has not: what it told on the way had one witness.
        """
        if self.status == Status.INFEASIBLE.value:
            return True
        return self.solved and self.bound == self.objective and self.status == Status.OPTIMAL.value


def read_results(path: Path) -> tuple[Record, ...]:
    """Return the runs of a results file in their order; none where there is no file.

    A last line that was not written whole, because the machine or the process died, is no run; one that
    only lacks its end of line is.

    Raises
    ------
    InputError
        Lines that are no runs, such as those that do not say whether they were verified, and an end that is
        not the beginning of one; all at once.
    """
    if not path.exists():
        return ()
    found: dict[Key, Record] = {}
    issues: list[Issue] = []
    whole, rest = _whole_lines(path)
    # Not splitlines: JSON leaves other ends of lines as they are.
    lines = decode(whole, str(path)).split("\n")[:-1]
    if not (rest.startswith(BEGINNING) or BEGINNING.startswith(rest)):
        issues.append(Issue("is not the beginning of a run", str(path), len(lines) + 1, hint=HINT))
    for row, line in enumerate(lines, start=1):
        try:
            record: Record = validated(Record, json.loads(line), str(path))
        except InputError as error:  # which is a ValueError too
            issues += [_at(issue, row) for issue in _short(error.issues)]
            continue
        except (ValueError, RecursionError):
            issues.append(Issue("is no JSON", str(path), row, hint=HINT))
            continue
        if record.key in found:
            issues.append(
                Issue("the run is there twice", str(path), row, found=" ".join(map(str, record.key)))
            )
        found[record.key] = record
    if issues:
        raise InputError(issues)
    return tuple(found.values())


def _short(issues: Sequence[Issue]) -> list[Issue]:
    """Return the issues of a line; one for all fields that are missing, where they are many."""
    missing = [issue for issue in issues if issue.code == "missing"]
    if len(missing) <= MOST_MISSING:
        return list(issues)
    names = ", ".join(str(issue.field) for issue in missing[:MOST_MISSING])
    words = f"is no run: {names} and {len(missing) - MOST_MISSING} more fields are missing"
    others = [issue for issue in issues if issue not in missing]
    return [Issue(words, missing[0].file, hint=HINT, code="missing"), *others]


def _at(issue: Issue, row: int) -> Issue:
    return Issue(issue.message, issue.file, row, issue.field, issue.found, issue.hint, issue.code)


def mend(path: Path) -> None:
    """End the last line of a file that `read_results` has read; one that was not written whole is cut off."""
    if not path.exists():
        return
    whole, rest = _whole_lines(path)
    kept = path.stat().st_size - len(rest)
    os.truncate(path, kept)
    if kept < len(whole):
        with path.open("ab") as stream:
            stream.write(b"\n")


def _whole_lines(path: Path) -> tuple[bytes, bytes]:
    """Return all lines that were written whole, each with its end, and what comes after them."""
    content = read_bytes(path, str(path))
    end = content.rfind(b"\n") + 1
    whole, rest = content[:end], content[end:]
    # Who joins lines leaves the last one without its end, and that is whole too.
    return (content + b"\n", b"") if _is_json(rest) else (whole, rest)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def append(path: Path, record: Record) -> None:
    """Add a run to a results file; it is on the disk when this returns."""
    with path.open("ab") as stream:
        stream.write(record.model_dump_json().encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
