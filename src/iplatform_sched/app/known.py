"""Ids that people name: an unknown one is an error with a hint, never an empty list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


def require(store: Path, **ids: str | None) -> None:
    """Check ids by what they name: ``centre``, ``equipment``, ``company``, ``request`` or ``booking``.

    Raises
    ------
    NotFoundError
        Nothing of that kind has the id.
    """
    named = {kind: text for kind, text in ids.items() if text is not None}
    if not named:
        return
    from iplatform_sched.domain.suggestions import did_you_mean
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.facts import load_facts

    facts = load_facts(open_store(store))
    known: dict[str, list[str]] = {
        "centre": [centre.id for centre in facts.catalogue.centres],
        "equipment": [machine.id for machine in facts.catalogue.equipment],
        "company": [company.id for company in facts.companies],
        "request": [request.id for request in facts.requests],
        "booking": [booking.id for booking in facts.bookings],
    }
    for kind, text in named.items():
        if text not in known[kind]:
            hint = did_you_mean(text, known[kind])
            raise NotFoundError(f"no {kind} {text!r}" + (f". {hint}" if hint else ""))
