"""Of all alternatives found, those worth showing: no other one beats them, and few at that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iplatform_sched.planning.quote.offer import FIELD, Aim, Alternative, by_aim

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SHOWN = 6


def front(found: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """Return the best at each aim and, as there is room, some between the earliest and the cheapest.

    None of them is beaten by another one. By end, then price.
    """
    kept = [each for each in found if not any(beats(other.figures, each.figures) for other in found)]
    if not kept:
        return ()
    chosen = {_first(kept, aim).figures for aim in Aim}
    for each in sorted(kept, key=lambda each: each.figures):
        end_and_price = each.figures[:2]
        if len(chosen) < MOST_SHOWN and not any(beats(other.figures[:2], end_and_price) for other in kept):
            chosen.add(each.figures)
    return tuple(sorted((each for each in kept if each.figures in chosen), key=lambda each: each.figures))


def _first(kept: Sequence[Alternative], aim: Aim) -> Alternative:
    return min(kept, key=lambda each: by_aim(aim, each.figures))


def beats(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Return whether `one` is nowhere above `other` and somewhere below it."""
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def best_at(one: Alternative, shown: Sequence[Alternative]) -> tuple[Aim, ...]:
    """Return the aims at which none of the alternatives `shown` is better than `one`."""
    return tuple(
        aim
        for aim, field in FIELD.items()
        if all(getattr(one.figures, field) <= getattr(each.figures, field) for each in shown)
    )
