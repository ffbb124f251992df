"""The decision: scarce spots, the worth of what could be done there, old machines, and what a budget buys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.investment import InvestmentKind, InvestmentPrice, price_of
from iplatform_sched.domain.overlay_network import RemoveEquipment
from iplatform_sched.planning.upgrade.ageing import Old, old_machines
from iplatform_sched.planning.upgrade.baseline import Baseline, Hands, baseline_of, raised
from iplatform_sched.planning.upgrade.choice import Item, best_set
from iplatform_sched.planning.upgrade.investments import Investment, investments_for
from iplatform_sched.planning.upgrade.priced import Nearby, Priced, Worth, loss, worth
from iplatform_sched.planning.upgrade.renewing import renewal_of
from iplatform_sched.planning.upgrade.scarce import Scarce, scarce_spots
from iplatform_sched.planning.upgrade.worth import Tried, plan_again, plan_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked.

    Attributes
    ----------
    capabilities, regions
        Only spots of these; of all where empty.
    top
        Spots to try, the shortest first.
    renewals
        Old machines to try, those first that fewest others could stand in for.
    budget_krw
        ``None``: nothing is chosen.
    prices
        What investments cost; one without a price is never chosen.
    """

    kinds: tuple[InvestmentKind, ...] = tuple(InvestmentKind)
    capabilities: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    top: int = 3
    renewals: int = 2
    budget_krw: int | None = None
    prices: tuple[InvestmentPrice, ...] = ()


class Valued(NamedTuple):
    """An investment that was tried.

    Attributes
    ----------
    nearby
        Planned with by those alone who could use it.
    worth
        Where everybody may be planned otherwise.
    """

    investment: Investment
    nearby: Nearby
    after: Priced
    worth: Worth
    price_krw: int | None


class Renewal(NamedTuple):
    """An old machine whose failure was tried.

    Attributes
    ----------
    loss
        Where everybody may be planned otherwise.
    beside
        Where those alone are planned anew who could use it.
    """

    old: Old
    after: Tried
    loss: Worth
    beside: Worth


class Chosen(NamedTuple):
    """What a budget buys.

    Attributes
    ----------
    worth
        Of all of it together, from one more solve; ``None`` where the search was ended before.
    """

    investments: tuple[Valued, ...]
    worth: Worth | None


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The answer.

    Attributes
    ----------
    valued
        Most worth first.
    renewals
        Most loss first.
    spots
        Every spot with a demand, the shortest first.
    untried
        Investments that the search was ended before.
    old
        All old machines with work planned on them.
    chosen
        ``None`` without a budget.
    """

    base: Baseline
    spots: tuple[Scarce, ...]
    valued: tuple[Valued, ...]
    untried: tuple[Investment, ...]
    old: tuple[Old, ...]
    renewals: tuple[Renewal, ...]
    chosen: Chosen | None


def upgrade(snapshot: Snapshot, wanted: Wanted, settings: SolveSettings, hands: Hands) -> Upgrade:
    """Return where renewing or adding is worth most; when asked to stop, with what is known by then.

    Raises
    ------
    VerificationError
        A plan broke a rule; a fault of ours.
    """
    base = baseline_of(snapshot, settings, _said(hands, "the network as it is", 0, 1))
    spots = scarce_spots(base)
    tried = [each for each in spots if _is_wanted(each, wanted)][: wanted.top]
    old = tuple(each for each in old_machines(base) if not wanted.capabilities or _offers(each, wanted))
    failing = old[: wanted.renewals]
    investments = investments_for(base.facts, tried, wanted.kinds)
    if InvestmentKind.RENEWAL in wanted.kinds:
        renewed = (renewal_of(base.facts, each) for each in failing)
        investments += tuple(each for each in renewed if each is not None)
    after, base = _tried(base, investments, failing, settings, hands)
    # What is proven of more possibilities holds for fewer.
    base = raised(base, max((each.after.lower for each in after[: len(investments)]), default=0))
    valued = _valued(base, investments, after, wanted)
    chosen = None
    if wanted.budget_krw is not None:
        chosen, base = _choose(base, valued, wanted.budget_krw, settings, hands)
        valued = _valued(base, investments, after, wanted)
    renewals = [
        Renewal(each, found, loss(base, found.after), loss(found.nearby.before, found.nearby.after))
        for each, found in zip(failing, after[len(investments) :], strict=False)
    ]
    return Upgrade(
        base,
        spots,
        tuple(sorted(valued, key=lambda each: (-each.worth.found, -each.worth.most, each.investment.what))),
        investments[len(valued) :],
        old,
        tuple(sorted(renewals, key=lambda each: (-each.loss.found, each.old.equipment.id))),
        chosen,
    )


def _said(hands: Hands, words: str, turn: int, turns: int) -> Hands:
    """Return hands that tell which solve is under way, and its share of all."""

    def report(text: str, share: float) -> None:
        hands.report(f"{words}: {text}", (turn + share) / turns if turns > 1 else 0.0)

    return Hands(hands.stop, report)


def _tried(
    base: Baseline,
    investments: Sequence[Investment],
    failing: Sequence[Old],
    settings: SolveSettings,
    hands: Hands,
) -> tuple[list[Tried], Baseline]:
    """Plan with each investment and without each old machine; return these plans and the best baseline.

    The baseline gets better on the way. Then those tried before are planned with once more, from the
    better one: held against a poorer plan of its own, an investment would seem to save less than it does.
    """
    steps: list[tuple[str, tuple[AnyChange, ...]]] = [
        *((f"with {each.what}", each.changes) for each in investments),
        *((f"without {each.equipment.id}", (_gone(each),)) for each in failing),
    ]
    after: list[Tried] = []
    for turn, (words, changes) in enumerate(steps):
        if hands.stop():
            break
        found, base = plan_with(base, changes, settings, _said(hands, words, turn + 1, len(steps) + 2))
        after.append(found)
    for turn, (found, (words, changes)) in enumerate(zip(after, steps, strict=False)):
        if found.nearby.before.upper > base.upper and not hands.stop():
            told = _said(hands, f"again {words}", len(steps) + 1, len(steps) + 2)
            after[turn] = plan_again(base, found, changes, settings, told)
    return after, base


def _is_wanted(each: Scarce, wanted: Wanted) -> bool:
    return (not wanted.capabilities or each.spot.capability in wanted.capabilities) and (
        not wanted.regions or each.spot.region in wanted.regions
    )


def _offers(each: Old, wanted: Wanted) -> bool:
    return any(offer.capability in wanted.capabilities for offer in each.equipment.offers)


def _gone(each: Old) -> RemoveEquipment:
    return RemoveEquipment(equipment=each.equipment.id)


def _valued(
    base: Baseline, investments: Sequence[Investment], after: Sequence[Tried], wanted: Wanted
) -> list[Valued]:
    return [
        Valued(each, *found, worth(base, found.after), price_of(wanted.prices, each.kind, each.capability))
        for each, found in zip(investments, after, strict=False)
    ]


def _choose(
    base: Baseline, valued: Sequence[Valued], budget: int, settings: SolveSettings, hands: Hands
) -> tuple[Chosen, Baseline]:
    """Return what the budget buys by what each was found to save alone, and the worth of it together."""
    priced = [each for each in valued if each.price_krw is not None]
    items = [Item(each.price_krw or 0, each.worth.found) for each in priced]
    picked = tuple(priced[index] for index in best_set(items, budget))
    if not picked or hands.stop():
        return Chosen(picked, None), base
    if len(picked) == 1:
        return Chosen(picked, picked[0].worth), base
    changes = merged([each.investment for each in picked])
    best = min(picked, key=lambda each: each.after.upper)
    told = _said(hands, "all that the budget buys", 1, 1)
    found, better = plan_with(base, changes, settings, told, best.after.plan)
    return Chosen(picked, worth(raised(better, found.after.lower), found.after)), better


def merged(investments: Sequence[Investment]) -> tuple[AnyChange, ...]:
    """Return the changes of several investments; what two of them change alike stands once."""
    found: list[AnyChange] = []
    for each in investments:
        found += [change for change in each.changes if change not in found]
    return tuple(found)
