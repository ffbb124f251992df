"""An overlay: changes to facts as data, in the order in which they are made."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from iplatform_sched.domain.overlay_demand import (
    AddRequests,
    DropRequests,
    Pin,
    ScaleRequests,
    SetFields,
    ShiftRequests,
    Unpin,
)
from iplatform_sched.domain.overlay_network import (
    Absent,
    AddEquipment,
    ChangeDiscount,
    ChangeOperators,
    ChangePolicy,
    ChangeTariff,
    ChangeTravel,
    Close,
    DeclareHoliday,
    MoveEquipment,
    Open,
    RemoveEquipment,
)
from iplatform_sched.domain.vocabulary import Fact

AnyChange = (
    Close
    | Open
    | Absent
    | DeclareHoliday
    | AddEquipment
    | RemoveEquipment
    | MoveEquipment
    | ChangeOperators
    | ChangeTariff
    | ChangeDiscount
    | ChangeTravel
    | ChangePolicy
    | DropRequests
    | AddRequests
    | ScaleRequests
    | ShiftRequests
    | SetFields
    | Pin
    | Unpin
)
FactChange = Annotated[AnyChange, Field(discriminator="change")]
"""One change to the facts; the field `change` tells which kind it is."""

KINDS: tuple[type[Fact], ...] = get_args(AnyChange)
"""Every kind of change, in the order of the pages that list them."""


def kind_of(model: type[Fact]) -> str:
    """Return the word by which a kind of change is named."""
    return str(model.model_fields["change"].default)
