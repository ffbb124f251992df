"""Triggers that hold whatever program writes: no double booking, and a trail that only grows.

This is their text as revision 0002 made it; opening a store compares it with what the file has. A
revision that changes a trigger takes a copy of the old text along, so that 0002 goes on making what it made.
"""

OCCUPYING = "('held', 'planned', 'confirmed', 'running')"

# Two occupying bookings of one machine overlap and hold the same unit. `{new}` is the booking looked
# at: NEW inside a trigger, a table's alias elsewhere. Half-open: touching ones do not overlap.
CLASH = f"""
    SELECT 1 FROM booking AS other
    WHERE other.equipment = {{new}}.equipment
      AND other.id <> {{new}}.id
      AND other.status IN {OCCUPYING}
      AND other.start < {{new}}."end"
      AND other."end" > {{new}}.start
      AND EXISTS (
          SELECT 1 FROM json_each(other.unit_numbers) AS theirs, json_each({{new}}.unit_numbers) AS ours
          WHERE theirs.value = ours.value
      )
"""  # noqa: S608 (made of constants)

# AFTER, because only then the row stands as it is stored, and because a row that INSERT OR REPLACE or
# UPDATE OR REPLACE deletes is gone by then. Such a deletion fires no trigger (recursive_triggers is
# off by default), but this one fires for the row that comes. ABORT undoes the whole statement.
OVERLAP = f"""
CREATE TRIGGER {{name}} AFTER {{event}} ON booking
WHEN NEW.status IN {OCCUPYING}
BEGIN
    SELECT RAISE(ABORT, 'overlap: another booking holds this unit at this time')
    WHERE EXISTS ({CLASH.format(new="NEW")});
END
"""

# Unit labels are distinct whole numbers from 1 to the machine's units. The machine is looked up here as
# well because foreign keys are off on a bare connection. A later change of the machine leaves its bookings
# as they are: they are reported as broken, and may still be started, finished or cancelled.
UNITS = """
CREATE TRIGGER {name} AFTER {event} ON booking
BEGIN
    SELECT RAISE(ABORT, 'unknown equipment')
    WHERE NOT EXISTS (SELECT 1 FROM equipment WHERE id = NEW.equipment);
    SELECT RAISE(ABORT, 'unit_numbers must be distinct numbers from 1 to the units of the equipment')
    WHERE json_array_length(NEW.unit_numbers) = 0
       OR EXISTS (
           SELECT 1 FROM json_each(NEW.unit_numbers) AS unit
           WHERE unit.type <> 'integer' OR unit.value < 1
              OR unit.value > (SELECT units FROM equipment WHERE id = NEW.equipment)
       )
       OR (SELECT count(DISTINCT value) < count(*) FROM json_each(NEW.unit_numbers));
END
"""

# INSERT OR REPLACE would delete an entry without firing the trigger for deletions, so a number that
# exists is refused on the way in. A number not given is not known here and cannot be taken.
APPEND_ONLY = """
CREATE TRIGGER {name} BEFORE {event} ON event
{when}
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END
"""

TRIGGERS = {
    "booking_overlap_insert": OVERLAP.format(name="booking_overlap_insert", event="INSERT"),
    "booking_overlap_update": OVERLAP.format(
        name="booking_overlap_update",
        event='UPDATE OF id, equipment, unit_numbers, start, "end", status',
    ),
    "booking_units_insert": UNITS.format(name="booking_units_insert", event="INSERT"),
    "booking_units_update": UNITS.format(
        name="booking_units_update", event="UPDATE OF equipment, unit_numbers"
    ),
    "event_no_update": APPEND_ONLY.format(name="event_no_update", event="UPDATE", when=""),
    "event_no_delete": APPEND_ONLY.format(name="event_no_delete", event="DELETE", when=""),
    "event_no_replace": APPEND_ONLY.format(
        name="event_no_replace",
        event="INSERT",
        when="WHEN EXISTS (SELECT 1 FROM event WHERE number = NEW.number)",
    ),
}
