"""The network's facts in one SQLite file: facts in, facts out, rows never leave.

Import what you need from its rooms, this package loads nothing by itself:

========================= ==========================================================
`store.database`          the file: create, open, upgrade, transactions
`store.backups`           backup and restore
`store.facts`             all facts, a snapshot, the import
`store.requests`          submit, amend, withdraw, close
`store.bookings`          hold, and the life of a booking
`store.calendars`         closures, holidays
`store.policies`          the policy
`store.runs`              runs of the planner
`store.scenarios`         scenarios that are kept
`store.publishing`        a run's plan becomes the live one
`store.events`            the audit trail
========================= ==========================================================
"""
