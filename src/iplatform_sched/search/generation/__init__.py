"""Serial schedule generation: tasks one after the other, each where it fits and costs least.

For problems that are solved whole, such as those of the field's own instances: every job mandatory, with
modes, machines, pools, teams and lags. What it finds is a start for the model and for large neighbourhoods.
"""

from iplatform_sched.search.generation.generate import generate, place_in_order

__all__ = ["generate", "place_in_order"]
