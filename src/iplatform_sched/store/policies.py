"""The policy of the network."""

from __future__ import annotations

from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.run import Act
from iplatform_sched.store.database import Store, reading, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.rows import POLICIES, find, save


def get_policy(store: Store) -> Policy:
    """Return the policy; a store without one follows the defaults."""
    with reading(store) as connection:
        return find(connection, POLICIES, 1) or Policy()


def set_policy(store: Store, policy: Policy, act: Act) -> None:
    """Replace the policy."""
    with writing(store) as connection:
        old = find(connection, POLICIES, 1)
        save(connection, POLICIES, (policy,))
        record(connection, [entry(act, "policy.set", policy.version, before=old, after=policy)])
