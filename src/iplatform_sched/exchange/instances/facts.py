"""Facts of a logic program, such as ``release(3,12).``, taken by name, with the line that each stands on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.text_files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FACT = re.compile(r"\s*([a-z]\w*)\(\s*(\d{1,18}(?:\s*,\s*\d{1,18})*)\s*\)\s*\.")


class Fact(NamedTuple):
    """The arguments of a fact, and its line."""

    values: tuple[int, ...]
    line: int


class Facts:
    """The facts of a text file; ``%`` begins a comment.

    Raises
    ------
    InputError
        The file cannot be read, or has lines that are no facts: every one of them is told.
    """

    def __init__(self, path: Path, arguments: Mapping[str, int]) -> None:
        """Read the file at `path`, whose facts have as many `arguments` as is told by their names."""
        self._path = path
        self._faults: list[Issue] = []
        self._by_name: dict[str, list[Fact]] = {name: [] for name in arguments}
        for line, row in enumerate(read_text(path).splitlines(), start=1):
            self._read(row.split("%", 1)[0], line, arguments)
        self.check()

    def _read(self, row: str, line: int, arguments: Mapping[str, int]) -> None:
        row, at = row.rstrip(), 0
        while at < len(row):
            found = FACT.match(row, at)
            if found is None:
                hint = "A fact has a name, whole numbers in brackets and a full stop"
                self.fault("this is no fact such as release(3,12).", line, row[at:].strip(), hint)
                return
            name, values = found[1], tuple(int(word) for word in found[2].split(","))
            if name not in arguments:
                known = ", ".join(sorted(arguments))
                self.fault("there is no fact of this name", line, found=name, hint=f"Known facts: {known}")
            elif len(values) != arguments[name]:
                hint = f"Such as {name}({','.join('123'[: arguments[name]])})."
                self.fault(f"{name} takes {arguments[name]} numbers", line, found[0].strip(), hint)
            else:
                self._by_name[name].append(Fact(values, line))
            at = found.end()

    def all(self, name: str) -> list[Fact]:
        """Return the facts called `name` in the order of the file, equal ones once."""
        return list({fact.values: fact for fact in self._by_name[name]}.values())

    def set_of(self, name: str) -> set[int]:
        """Return the numbers of facts with one argument."""
        return {fact.values[0] for fact in self.all(name)}

    def keyed(self, name: str) -> dict[tuple[int, ...], int]:
        """Return the last argument of each fact by those before it.

        Two different ones are a fault, which is remembered with each call.
        """
        found: dict[tuple[int, ...], Fact] = {}
        for fact in self.all(name):
            key = fact.values[:-1]
            if key in found:
                values = f"{found[key].values[-1]}, {fact.values[-1]}"
                hint = f"The other one is in line {found[key].line}: leave one of them out"
                self.fault(f"{name} is told twice and not the same", fact.line, values, hint)
            found[key] = fact
        return {key: fact.values[-1] for key, fact in found.items()}

    def grouped(self, name: str) -> dict[int, list[int]]:
        """Return the last arguments of the facts by the first ones, sorted."""
        found: dict[int, list[int]] = {}
        for fact in self.all(name):
            found.setdefault(fact.values[0], []).append(fact.values[-1])
        return {key: sorted(values) for key, values in found.items()}

    def fault(self, message: str, line: int | None, found: str = "", hint: str = "") -> None:
        """Remember something that is wrong; :meth:`check` tells it."""
        place = str(self._path)
        self._faults.append(Issue(message, file=place, row=line, found=found, hint=hint, code="bad-instance"))

    def check(self) -> None:
        """Raise what has been found wrong so far."""
        if self._faults:
            raise InputError(self._faults)
