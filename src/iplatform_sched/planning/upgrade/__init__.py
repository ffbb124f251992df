"""Where the programme should renew or add equipment, lengthen hours or hire: each worth found by solving.

`baseline` plans the network as it is, `scarce` finds where it is short, `investments` says what could be done
there and `renewing` what a new machine changes, `nearby` plans with each of these those who could use it and
`worth` everybody, `ageing` finds old machines, `choice` picks what fits into a budget, `upgrade` puts it
together.
"""

from __future__ import annotations

from iplatform_sched.planning.upgrade.baseline import Hands
from iplatform_sched.planning.upgrade.upgrade import Upgrade, Wanted, upgrade

__all__ = ["Hands", "Upgrade", "Wanted", "upgrade"]
