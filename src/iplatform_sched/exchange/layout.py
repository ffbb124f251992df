"""The files of a folder of facts, in the order in which people read them."""

from __future__ import annotations

from iplatform_sched.exchange import tables_bookings as books
from iplatform_sched.exchange import tables_calendars as cal
from iplatform_sched.exchange import tables_equipment as lab
from iplatform_sched.exchange import tables_network as net

POLICY = "policy.yaml"
TEMPLATES = "templates"
"""Folder of YAML files with one template or several each."""
REQUESTS = "requests"
"""Folder of YAML files with one request or several each."""

TABLES = (
    net.HOLIDAY_CALENDARS,
    net.HOLIDAYS,
    net.CENTRES,
    net.QUOTAS,
    net.CONSUMABLES,
    net.POOLS,
    cal.ABSENCES,
    lab.CAPABILITIES,
    lab.EQUIPMENT,
    lab.OFFERS,
    lab.SPECIFICATIONS,
    lab.CHANGEOVERS,
    cal.CLOSURES,
    cal.RECURRING_CLOSURES,
    cal.OPENINGS,
    lab.DISCOUNTS,
    net.TRAVEL,
    books.COMPANIES,
    books.QUALIFICATIONS,
    books.VOUCHERS,
    books.BOOKINGS,
    books.LEGS,
)
