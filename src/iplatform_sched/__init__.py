"""Plan shared research equipment: requests, calendars and house rules in, verified bookings out."""

__all__ = ["__version__"]

__version__ = "0.1.0"
