"""Builds the shipped data sets from small hand-kept tables: seeded, the same bytes every time."""
