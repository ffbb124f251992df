"""What is told about an overlay: errors that refuse it, and warnings that do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TypeVar

    from iplatform_sched.domain.vocabulary import BookingId, EquipmentId, Fact, RequestId, StageId

    F = TypeVar("F", bound=Fact)


@dataclass(slots=True)
class Notes:
    """Issues so far; each stands at a field of the change that is being made.

    Attributes
    ----------
    turn
        Place of that change in the overlay, from 0.
    pins
        Change that first pinned a stage, and what it is called: the booking or ``request/stage``.
    kept, let_go
        Change that pinned a booking where it is, and that let go of one.
    removed
        Change that removed a machine.
    """

    issues: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    turn: int = 0
    pins: dict[tuple[RequestId, StageId], tuple[int, str]] = field(default_factory=dict)
    kept: dict[BookingId, int] = field(default_factory=dict)
    let_go: dict[BookingId, int] = field(default_factory=dict)
    removed: dict[EquipmentId, int] = field(default_factory=dict)

    def wrong(self, at: str, message: str, code: str, *, found: str = "", hint: str = "") -> None:
        """Add an error at a dotted field of the change."""
        self.issues.append(Issue(message, field=self._place(at), found=found, hint=hint, code=code))

    def warn(self, at: str, message: str, code: str, *, found: str = "", hint: str = "") -> None:
        """Add a warning at a dotted field of the change."""
        self.warnings.append(Issue(message, field=self._place(at), found=found, hint=hint, code=code))

    def _place(self, at: str) -> str:
        return f"changes.{self.turn}.{at}" if at else f"changes.{self.turn}"

    def is_known(self, at: str, what: str, found: str, known: Iterable[str]) -> bool:
        """Return whether `found` is one of the `known` ids; add an error where it is not."""
        known = set(known)
        if found in known:
            return True
        self.wrong(at, f"unknown {what}", "unknown-id", found=found, hint=did_you_mean(found, known))
        return False


def by_id(facts: Iterable[Any], name: str) -> Any:  # noqa: ANN401 - a fact of the kind that is asked for
    """Return the fact of this id; ``None`` where there is none."""
    return next((fact for fact in facts if fact.id == name), None)


def ids_of(facts: Iterable[Any]) -> list[str]:
    """Return the ids of facts in order."""
    return [fact.id for fact in facts]


def replaced(facts: Sequence[F], new: F) -> tuple[F, ...]:
    """Return the facts with `new` in the place of that of its id."""
    return tuple(new if fact.id == new.id else fact for fact in facts)  # type: ignore[attr-defined]
