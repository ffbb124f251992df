"""What the programme can invest in, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from iplatform_sched.domain.vocabulary import CapabilityId, Fact, Krw


class InvestmentKind(StrEnum):
    """Kinds of investments: a machine more, evenings, an operator more, a new machine for an old one."""

    UNIT = "unit"
    HOURS = "hours"
    OPERATOR = "operator"
    RENEWAL = "renewal"


class InvestmentPrice(Fact):
    """What an investment costs, of one capability or of all that have no price of their own.

    Attributes
    ----------
    capability
        ``None`` for all others of the kind.
    """

    kind: InvestmentKind
    capability: CapabilityId | None = None
    krw: Krw


def price_of(prices: Iterable[InvestmentPrice], kind: InvestmentKind, capability: str) -> int | None:
    """Return the price of an investment; the last one that is about it counts, its own before the kind's."""
    own = general = None
    for each in prices:
        if each.kind is kind and each.capability == capability:
            own = each.krw
        elif each.kind is kind and each.capability is None:
            general = each.krw
    return general if own is None else own
