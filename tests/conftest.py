"""Settings shared by all tests."""

from hypothesis import settings

# The gate gives the same answer twice. Solver calls vary in time, so no single example has a deadline.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile("gate")
