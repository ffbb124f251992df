"""Benchmarks: settings compared, on instances of the field's own and on ours."""
