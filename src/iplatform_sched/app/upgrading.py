"""Where to renew or add equipment, from the facts and the live plan of the store, which stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.app.choices import choose
from iplatform_sched.domain.investment import InvestmentKind

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.investment import InvestmentPrice
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.upgrade import Upgrade
    from iplatform_sched.report.view import View


SAVES = """\
Saves: by so much the plan of the next {weeks} weeks costs less, unserved requests among it.
found: this plan with it against the best known without it; at most: no plan with it saves more.
Others stay: only those who could use it are planned anew; proven, both ends."""


@dataclass(frozen=True, slots=True)
class UpgradeOptions:
    """What people asked for, as they wrote it."""

    settings: SolveSettings
    capabilities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    top: int = 3
    renewals: int = 2
    budget_krw: int | None = None
    price: tuple[str, ...] = ()
    prices: Path | None = None


class Upgraded(NamedTuple):
    """What the decision tells people and programs."""

    view: View
    words: str


def upgrade_from_store(store: Path, now: datetime, options: UpgradeOptions, hooks: Hooks) -> Upgraded:
    """Return what is worth most; when asked to stop, with what is known by then.

    Raises
    ------
    InputError
        An option or the file of prices cannot be read, or a budget comes without any price.
    NotFoundError
        No capability or region is called so.
    VerificationError
        A plan broke a rule; a fault of ours.
    """
    from iplatform_sched.app.night import take_snapshot
    from iplatform_sched.planning.catalogue.search import capabilities_called, regions_called
    from iplatform_sched.planning.upgrade import Hands, Wanted, upgrade
    from iplatform_sched.report.upgrade import upgrade_view
    from iplatform_sched.store.database import open_store

    kinds = tuple(choose(InvestmentKind, each, "--kind") for each in options.kinds)
    snapshot = take_snapshot(open_store(store), now)
    catalogue = snapshot.catalogue
    wanted = Wanted(
        kinds=kinds or tuple(InvestmentKind),
        capabilities=frozenset().union(
            *(capabilities_called(catalogue, each) for each in options.capabilities)
        ),
        regions=frozenset().union(*(regions_called(catalogue, each) for each in options.regions)),
        top=options.top,
        renewals=options.renewals,
        budget_krw=options.budget_krw,
        prices=_prices(snapshot, options),
    )
    answer = upgrade(snapshot, wanted, options.settings, Hands(hooks.stop, hooks.report))
    year = now.astimezone(ZoneInfo(snapshot.policy.zone)).year
    return Upgraded(upgrade_view(answer, year, options.budget_krw), _words(answer, snapshot))


def _prices(snapshot: Snapshot, options: UpgradeOptions) -> tuple[InvestmentPrice, ...]:
    from iplatform_sched.errors import InputError, Issue
    from iplatform_sched.exchange.investment_prices import parse_prices, read_prices

    known = frozenset(each.id for each in snapshot.catalogue.capabilities)
    filed = () if options.prices is None else read_prices(options.prices, known)
    prices = (*filed, *parse_prices(options.price, known))
    if options.budget_krw is not None and not prices:
        hint = "Say what investments cost with --prices FILE or --price unit=150000000"
        raise InputError(Issue("buys nothing without a price", field="--budget-krw", hint=hint))
    return prices


def _words(answer: Upgrade, snapshot: Snapshot) -> str:
    lines = [SAVES.format(weeks=snapshot.policy.start_weeks)]
    if snapshot.policy.levels:
        lines.append("The policy's levels are left out here: worths are weighted sums.")
    if answer.chosen is not None:
        lines.append(
            "Chosen by what each saves alone; what they save together stands in the first table. "
            "Of renewals only what their outages cost counts: nobody knows how likely a failure is."
        )
    rest = sum(1 for each in answer.spots if each.spot not in _tried(answer))
    lines.append(f"{rest} spots with a demand were not tried (the last table has them); --top tries more.")
    if answer.untried:
        lines.append(f"Ended before {len(answer.untried)} investments were tried; they are listed above.")
    return "\n".join(lines)


def _tried(answer: Upgrade) -> set[object]:
    made = (*(each.investment for each in answer.valued), *answer.untried)
    return {spot.spot for each in made for spot in each.for_spots}
