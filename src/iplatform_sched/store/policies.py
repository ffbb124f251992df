"""The policy of the network."""

from __future__ import annotations

from iplatform_sched.domain.policy import Policy
from iplatform_sched.store.database import Store, reading
from iplatform_sched.store.rows import POLICIES, find


def get_policy(store: Store) -> Policy:
    """Return the policy; a store without one follows the defaults."""
    with reading(store) as connection:
        return find(connection, POLICIES, 1) or Policy()
