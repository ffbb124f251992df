"""The saved input of a night: all that is needed to run it again."""

from __future__ import annotations

from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.domain.vocabulary import BookingId, Fact


class SavedNight(Fact):
    """Facts and settings of a night, written before the search begins.

    Attributes
    ----------
    spare
        Planned bookings that no housekeeping confirms: those that a scenario let go of, or wants elsewhere.
    versions
        Of this package, the solver, the interpreter and the time zone data: a replay elsewhere may differ.
    """

    run: str
    settings: SolveSettings
    snapshot: Snapshot
    versions: dict[str, str]
    spare: tuple[BookingId, ...] = ()
