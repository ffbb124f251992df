"""Benchmarks for eyes: tables, a picture, and a page that has both."""
