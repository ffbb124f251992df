"""What a folder of input files or a store holds: all facts, without a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.equipment import Voucher
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.request import Company, Request
from iplatform_sched.domain.snapshot import Catalogue, Snapshot
from iplatform_sched.domain.vocabulary import Fact


class Facts(Fact):
    """Everything that can be imported.

    Attributes
    ----------
    policy
        ``None`` where the input has none: the store's stays.
    """

    policy: Policy | None = None
    catalogue: Catalogue = Catalogue()
    companies: tuple[Company, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    requests: tuple[Request, ...] = ()
    bookings: tuple[Booking, ...] = ()

    def at(self, now: datetime) -> Snapshot:
        """Return what a night at `now` plans from; by the usual policy where there is none."""
        policy = self.policy or Policy()
        return Snapshot(
            now=now,
            plan_from=now + timedelta(minutes=policy.expected_runtime_minutes),
            policy=policy,
            catalogue=self.catalogue,
            companies=self.companies,
            vouchers=self.vouchers,
            requests=self.requests,
            bookings=self.bookings,
        )
