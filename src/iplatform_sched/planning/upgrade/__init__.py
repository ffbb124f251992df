"""Where the programme should renew or add equipment, lengthen hours or hire: each worth found by solving.

`baseline` plans the network as it is, `scarce` finds where it is short, `investments` says what could be done
there, `worth` plans with each of these from the baseline, `ageing` plans without old machines, `choice` picks
what fits into a budget, `upgrade` puts it together.
"""

from __future__ import annotations

from iplatform_sched.planning.upgrade.baseline import Hands
from iplatform_sched.planning.upgrade.upgrade import Upgrade, Wanted, upgrade

__all__ = ["Hands", "Upgrade", "Wanted", "upgrade"]
