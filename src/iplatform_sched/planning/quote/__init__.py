"""What can be promised for one request beside everything that is booked and planned: capable to promise."""

from iplatform_sched.planning.quote.making import quote, with_request
from iplatform_sched.planning.quote.offer import Aim, Alternative, Figures, Move, Quote

__all__ = ["Aim", "Alternative", "Figures", "Move", "Quote", "quote", "with_request"]
