"""The catalogue searched: machines by words, capability, specification, place and free time."""

from __future__ import annotations

from iplatform_sched.planning.catalogue.asked import Answer, Found, Room, Wanted
from iplatform_sched.planning.catalogue.search import search_catalogue

__all__ = ["Answer", "Found", "Room", "Wanted", "search_catalogue"]
