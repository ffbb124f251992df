"""The best bounds that others published, by the file of the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.csv_rows import csv_rows
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.instances.numbers import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COLUMNS = ("set", "instance", "lb", "ub", "status", "source", "file")
HINT = f"Write CSV UTF-8 with the columns {', '.join(COLUMNS)}"
STATUSES = ("opt", "open", "unsat")


class Known(NamedTuple):
    """What is known of an instance.

    Attributes
    ----------
    lower, upper
        Bounds of the optimum; ``None`` where there is none.
    infeasible
        Whether it is proved to have no solution.
    """

    lower: int | None = None
    upper: int | None = None
    infeasible: bool = False


NOTHING = Known()


def read_best_known(path: Path) -> Mapping[Path, Known]:
    """Return what a CSV file of the columns `COLUMNS` knows, by file; ``file`` is beside or below it.

    Raises
    ------
    InputError
        The file is missing, or what is wrong with its rows, all at once.
    """
    found: dict[Path, Known] = {}
    issues: list[Issue] = []
    for line, row in csv_rows(path, COLUMNS, HINT):
        flaws = list(_flaws(row, str(path), line))
        file = (path.parent / row["file"]).resolve()
        if file in found:
            flaws.append(Issue("is there twice", str(path), line, "file", row["file"]))
        if not flaws:
            found[file] = Known(_number(row["lb"]), _number(row["ub"]), row["status"] == "unsat")
        issues += flaws
    if issues:
        raise InputError(issues)
    return found


def _flaws(row: Mapping[str, str], file: str, line: int) -> Iterator[Issue]:
    for name in ("lb", "ub"):
        if row[name] and not _whole(row[name]):
            yield Issue("must be a whole number or empty", file, line, name, row[name])
    if row["status"] not in STATUSES:
        hint = f"Write one of {', '.join(STATUSES)}"
        yield Issue("unknown status", file, line, "status", row["status"], hint)
    if _whole(row["lb"]) and _whole(row["ub"]) and int(row["lb"]) > int(row["ub"]):
        yield Issue("the lower bound is above the upper bound", file, line, "lb", row["lb"])
    if row["status"] == "unsat" and row["ub"]:
        yield Issue("what has no schedule has no upper bound", file, line, "ub", row["ub"])
    if row["status"] == "opt" and (row["lb"] != row["ub"] or not row["lb"]):
        yield Issue("of an optimum both bounds are the same", file, line, "lb", row["lb"])
    if not row["file"]:
        yield Issue("must name the file of the instance", file, line, "file")


def _whole(text: str) -> bool:
    return WHOLE.fullmatch(text) is not None


def _number(text: str) -> int | None:
    return int(text) if text else None
