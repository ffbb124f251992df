"""Scenarios from a file, from the store or from the command line, with the facts that they start from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue, NotFoundError
from iplatform_sched.exchange.change_words import COMMAND_LINE
from iplatform_sched.exchange.documents import document_issue
from iplatform_sched.exchange.scenario import (
    ScenarioFile,
    complete,
    file_base,
    parse_scenario,
    placed,
    read_scenario,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from iplatform_sched.domain.scenario import Scenario
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId

FILE_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario with the facts that it starts from.

    Attributes
    ----------
    files
        Where its changes are written: its own file, then the command line.
    """

    name: str
    scenario: Scenario
    base: Snapshot
    files: tuple[ScenarioFile, ...]

    def placed(self, issues: Iterable[Issue]) -> list[Issue]:
        """Return issues about its changes with their file and line."""
        return [self._placed(issue) for issue in issues]

    def _placed(self, issue: Issue) -> Issue:
        head, _, rest = issue.field.partition(".")
        number, _, inner = rest.partition(".")
        if issue.file or head != "changes" or not number.isdecimal():
            return issue
        turn = int(number)
        for file in self.files:
            count = len(file.document.value.get("changes") or [])
            if turn < count:
                at = ".".join(part for part in ("changes", str(turn), inner) if part)
                found = placed([replace(issue, field=at)], file.document)[0]
                return replace(found, row=None) if found.file == COMMAND_LINE else found
            turn -= count
        return issue


@dataclass(slots=True)
class Loader:
    """Reads scenarios; facts that several of them start from are read once.

    Attributes
    ----------
    more
        Changes on the command line, as the text of a scenario file; they come last in every scenario.
    """

    store: Path
    now: datetime
    more: str = ""
    _bases: dict[tuple[str, str], Snapshot] = field(default_factory=dict)
    _broken: dict[int, frozenset[BookingId]] = field(default_factory=dict)

    def load(self, reference: str | None) -> Loaded:
        """Return the scenario of a file, or the stored one of that name; ``None``: the command line alone.

        Raises
        ------
        InputError
            With every issue of the scenario, each with its place.
        NotFoundError
            There is neither such a file nor such a stored scenario.
        """
        extra = parse_scenario(self.more, COMMAND_LINE, Path()) if self.more else None
        file = extra if reference is None else self._file(reference)
        if file is None:
            raise InputError(Issue("names no scenario and no change", field="SCENARIO"))
        files = (file,) if extra is None or extra is file else (file, extra)
        try:
            base = self._base(file)
            scenario, start = complete(file, base)
            for each in files[1:]:
                changes = complete(each, start)[0].changes
                scenario = scenario.model_copy(update={"changes": (*scenario.changes, *changes)})
        except InputError as error:
            raise InputError([_plain(issue) for issue in error.issues]) from None
        name = self._name(reference, scenario)
        return Loaded(name, scenario.model_copy(update={"name": name}), start, files)

    def broken(self, loaded: Loaded) -> frozenset[BookingId]:
        """Return the fixed bookings that the facts contradict before any change; looked for once per base."""
        key = id(self._base(loaded.files[0]))
        if key not in self._broken:
            from iplatform_sched.verify.plan import broken_bookings

            self._broken[key] = frozenset(each.booking for each in broken_bookings(loaded.base))
        return self._broken[key]

    def _name(self, reference: str | None, scenario: Scenario) -> str:
        """Return what a scenario is called everywhere: as it is kept, or as its file states or is called."""
        if reference is None:
            return scenario.name or COMMAND_LINE
        return (scenario.name or Path(reference).stem) if _is_file(reference) else reference

    def _file(self, reference: str) -> ScenarioFile:
        if _is_file(reference):
            return read_scenario(Path(reference))
        from iplatform_sched.store.database import open_store
        from iplatform_sched.store.scenarios import get_scenario

        kept = get_scenario(open_store(self.store), reference)
        return parse_scenario(kept.text, reference, Path(kept.folder))

    def _base(self, file: ScenarioFile) -> Snapshot:
        scenario = file.scenario
        named = scenario.data or scenario.base
        where = str((file.folder / named).resolve()) if named else f"run {scenario.run}"
        key = (where, str(scenario.now))
        if key not in self._bases:
            self._bases[key] = file_base(file) or self._stored_base(file)
        return self._bases[key]

    def _stored_base(self, file: ScenarioFile) -> Snapshot:
        from iplatform_sched.app.night import take_snapshot
        from iplatform_sched.app.results import read_input, results_folder
        from iplatform_sched.app.views import find_run
        from iplatform_sched.store.database import open_store

        scenario = file.scenario
        if scenario.run is None:
            return take_snapshot(open_store(self.store), scenario.now or self.now)
        try:
            run = find_run(self.store, scenario.run)
        except NotFoundError:
            hint = "`show runs` lists those of this store"
            raise InputError(
                document_issue(file.document, ("run",), "unknown run", "unknown-id", hint, scenario.run)
            ) from None
        return read_input(results_folder(self.store, None, run.id)).snapshot


def _is_file(reference: str) -> bool:
    path = Path(reference)
    return path.suffix in FILE_ENDINGS or path.is_file()


def _plain(issue: Issue) -> Issue:
    return replace(issue, row=None) if issue.file == COMMAND_LINE else issue
