"""A linear program in the making, solved by HiGHS, with a bound that no tolerance can spoil."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SLACK = 1e-9


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the solver's greeting, which no option turns off, out of our standard output."""
    sys.stdout.flush()
    kept = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


class Solution(NamedTuple):
    """A safe lower bound, and the dual value of each row."""

    value: float
    duals: Floats


@dataclass
class Program:
    """Minimise ``constant + cost x`` over ``lower <= A x <= upper`` and bounded x.

    Attributes
    ----------
    ways
        First variable of each (task, mode).
    """

    constant: float = 0.0
    ways: dict[tuple[int, int], int] = field(default_factory=dict)
    cost: list[Floats] = field(default_factory=list)
    least: list[Floats] = field(default_factory=list)
    most: list[Floats] = field(default_factory=list)
    count: int = 0
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    row_of: list[NDArray[np.int64]] = field(default_factory=list)
    column_of: list[NDArray[np.int64]] = field(default_factory=list)
    value_of: list[Floats] = field(default_factory=list)

    def variable(self, cost: float, least: float, most: float) -> int:
        """Add one variable."""
        self.cost.append(np.array([cost]))
        self.least.append(np.array([least]))
        self.most.append(np.array([most]))
        self.count += 1
        return self.count - 1

    def variables(self, cost: Floats) -> int:
        """Add variables from 0 to 1; return the first."""
        self.cost.append(cost)
        self.least.append(np.zeros(len(cost)))
        self.most.append(np.ones(len(cost)))
        self.count += len(cost)
        return self.count - len(cost)

    def row(self, lower: float, upper: float) -> int:
        """Add an empty row."""
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1

    def entry(self, row: int, column: int, value: float) -> None:
        """Add one coefficient."""
        self.entries(row, column, np.array([value]))

    def entries(self, row: int, first: int, values: Floats) -> None:
        """Add coefficients of consecutive variables; zeros are left out."""
        where = np.flatnonzero(values)
        self.row_of.append(np.full(len(where), row, dtype=np.int64))
        self.column_of.append(first + where)
        self.value_of.append(values[where])

    def solve(self, seconds: float | None) -> Solution:
        """Return the bound proved within `seconds`; without any dual values that of the bounds alone."""
        if not self.count or not self.row_lower:
            return Solution(self._safe(np.zeros(len(self.row_lower))), np.zeros(len(self.row_lower)))
        row, column, value = self._matrix()
        order = np.lexsort((row, column))
        row, column, value = row[order], column[order], value[order]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.count, len(self.row_lower)
        model.col_cost_ = np.concatenate(self.cost)
        model.col_lower_, model.col_upper_ = np.concatenate(self.least), np.concatenate(self.most)
        model.row_lower_, model.row_upper_ = np.array(self.row_lower), np.array(self.row_upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.searchsorted(column, np.arange(self.count + 1))
        model.a_matrix_.index_ = row
        model.a_matrix_.value_ = value
        with _silence():
            solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's own interface
        solver.setOptionValue("threads", 1)
        if seconds is not None:
            solver.setOptionValue("time_limit", max(float(seconds), SLACK))
        solver.passModel(model)
        solver.run()
        duals = np.array(solver.getSolution().row_dual, dtype=np.float64)
        if len(duals) != len(self.row_lower) or not np.isfinite(duals).all():
            duals = np.zeros(len(self.row_lower))
        return Solution(max(self._safe(duals), self._safe(np.zeros(len(duals)))), duals)

    def _matrix(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        return np.concatenate(self.row_of), np.concatenate(self.column_of), np.concatenate(self.value_of)

    def _safe(self, duals: Floats) -> float:
        """Return the bound that any dual values prove: rows by their sides, variables by theirs."""
        lower, upper = np.array(self.row_lower), np.array(self.row_upper)
        # A dual value of the sign that its missing side forbids proves nothing: leave it out.
        duals = np.where((duals > 0) & ~np.isfinite(lower), 0.0, duals)
        duals = np.where((duals < 0) & ~np.isfinite(upper), 0.0, duals)
        side = np.where(
            duals > 0, np.where(np.isfinite(lower), lower, 0.0), np.where(np.isfinite(upper), upper, 0.0)
        )
        cost = np.concatenate(self.cost) if self.cost else np.zeros(0)
        if self.row_of:
            row, column, value = self._matrix()
            np.subtract.at(cost, column, value * duals[row])
        least = np.concatenate(self.least) if self.least else np.zeros(0)
        most = np.concatenate(self.most) if self.most else np.zeros(0)
        total = float(duals @ side + np.minimum(cost * least, cost * most).sum()) + self.constant
        return total - SLACK * abs(total)
