"""Benchmarks: sets of instances times presets times seeds, each run in a process of its own and judged."""
