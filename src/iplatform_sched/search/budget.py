"""What a run of the search may spend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend.

    Attributes
    ----------
    seconds
        Wall-clock time, ``None`` for no limit.
    rounds
        Rounds of ruin and recreate, ``None`` for as many as fit.
    proof
        Deterministic seconds of the solver that a search alone spends on its bound, after the rounds.
    """

    seconds: float | None = 60.0
    rounds: int | None = None
    proof: float = 0.0

    @property
    def most_rounds(self) -> int:
        """Return how many rounds there may be: a large number where there is no limit."""
        return 1 << 60 if self.rounds is None else self.rounds

    def is_over(self, elapsed: float, share: float = 1.0) -> bool:
        """Return whether a `share` of the seconds is used up after `elapsed` ones."""
        return self.seconds is not None and elapsed >= self.seconds * share
