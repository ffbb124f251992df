"""Write a stored plan as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.app.choices import choose
from iplatform_sched.app.results import INPUT, read_input, results_folder
from iplatform_sched.app.views import find_run
from iplatform_sched.app.writing import check_place, writable
from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.errors import InputError, Issue, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking, Plan
    from iplatform_sched.domain.run import Run
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.report.page import Subject

ENDINGS = {".html", ".htm"}


def write_report(store: Path, run: str | None, out: Path, language: str, baseline: str | None) -> list[str]:
    """Write the page of `run`, by default the last one, and return what was done in words.

    Raises
    ------
    InputError
        The file cannot be written or does not end as a page does; the language is not known.
    NotFoundError
        A run is not known or has no plan.
    """
    from iplatform_sched.exchange.atomic import write_text
    from iplatform_sched.report.page import Language, build_page

    speaks = choose(Language, language, "--lang")
    if out.suffix.lower() not in ENDINGS:
        raise InputError(Issue("must end in .html", field="--out", found=str(out)))
    check_place(out)
    subject = subject_of(store, run, baseline)
    with writable(out):
        write_text(out, build_page(subject, speaks))
    return list(_told(subject, out))


def subject_of(store: Path, run: str | None, baseline: str | None) -> Subject:
    """Return what the page of a run is about: its plan on the facts that it was made from, judged anew.

    Where these facts were not kept, those of the store serve, with what the run takes for granted.
    """
    from iplatform_sched.report.page import Subject

    found, plan = _planned(store, run)
    old = None if baseline is None else _planned(store, baseline)
    kept = _kept(store, found)
    before = kept or _present(store, found)
    facts = _as_planned_from(before, found)
    return Subject(
        facts=facts,
        run=found,
        plan=plan,
        standing=old[1].bookings if old else _standing(before, found, plan, saved=kept is not None),
        baseline=old[0] if old else None,
        saved=kept is not None,
        findings=_findings(facts, plan, saved=kept is not None),
    )


def _planned(store: Path, run: str | None) -> tuple[Run, Plan]:
    found = find_run(store, run)
    if found.plan is None:
        raise NotFoundError(f"run {found.id} has no plan")
    return found, found.plan


def _kept(store: Path, run: Run) -> Snapshot | None:
    folder = results_folder(store, None, run.id)
    return read_input(folder).snapshot if (folder / INPUT).exists() else None


def _present(store: Path, run: Run) -> Snapshot:
    """Return the facts of the store at the run's moment, with the changes of its scenario if it has one.

    Raises
    ------
    InputError
        The scenario starts from elsewhere, or its changes can no longer be made.
    """
    from iplatform_sched.app.night import take_snapshot
    from iplatform_sched.planning.whatif import changed_side
    from iplatform_sched.store.database import open_store

    if run.scenario is not None and not run.scenario.is_of_store:
        hint = "Plan the scenario again with --save; its facts are kept in the results folder"
        raise InputError(Issue("the facts of this run are gone", field="RUN", found=run.id, hint=hint))
    facts = take_snapshot(open_store(store), run.now)
    return facts if run.scenario is None else changed_side(facts, run.scenario.changes).snapshot


def _as_planned_from(before: Snapshot, run: Run) -> Snapshot:
    """Return the facts after what the run takes for granted: what happened, what moves, what is settled."""
    from iplatform_sched.planning.displacing import let_go
    from iplatform_sched.planning.housekeeping import settled
    from iplatform_sched.planning.repair.incidents import after

    facts = let_go(after(before, run.incidents), run.displaced)
    return settled(facts, run.confirm, run.expire)


def _standing(before: Snapshot, run: Run, plan: Plan, *, saved: bool) -> tuple[Booking, ...]:
    """Return what was planned before the run.

    Present facts have the plan itself where it was published: then its change list tells where bookings were.
    """
    if saved:
        return tuple(
            booking.model_copy(update={"status": BookingStatus.PLANNED})
            for booking in before.bookings
            if booking.status is BookingStatus.PLANNED or booking.id in run.displaced
        )
    shifts = (change for change in run.changes if change.kind is not ChangeKind.CONFIRMED)
    old = {change.booking: change.before for change in shifts if change.after is not None}
    stood = []
    for booking in plan.bookings:
        slot = old.get(booking.id)
        if slot is not None:
            moved = {name: getattr(slot, name) for name in ("equipment", "centre", "start", "end")}
            stood.append(booking.model_copy(update=moved))
        elif booking.id not in old:
            stood.append(booking)
    return tuple(stood)


def _findings(facts: Snapshot, plan: Plan, *, saved: bool) -> tuple[str, ...]:
    """Return what speaks against the plan; present facts may have some of its bookings by now."""
    from iplatform_sched.app.checking import check_bookings, still_planned

    bookings = plan.bookings if saved else still_planned(facts, plan.bookings)
    found = check_bookings(facts, bookings).table.rows
    return tuple(f"{row['kind']}: {row['subject']}: {row['message']}" for row in found)


def _told(subject: Subject, out: Path) -> Iterator[str]:
    yield f"wrote {out}: {subject.run.id}, {len(subject.bookings)} bookings"
    if not subject.saved:
        yield "the facts that it was planned from were not kept; it is shown on the facts as they are now"
    if subject.findings:
        yield f"checked against these facts, {len(subject.findings)} findings: {subject.findings[0]}"
