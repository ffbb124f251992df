"""Carriers for small networks."""

from __future__ import annotations

from iplatform_sched.domain.policy import CarrierForm, CarrierMode
from iplatform_sched.domain.vocabulary import CarrierId, GoodsClass


def carriers() -> tuple[CarrierForm, ...]:
    """Return a parcel service, a car, and a truck for dangerous goods."""

    def form(
        name: str, mode: CarrierMode, goods: tuple[GoodsClass, ...], base: int, per_km: int
    ) -> CarrierForm:
        return CarrierForm(
            id=CarrierId(name),
            name_ko=name,
            name_en=name,
            mode=mode,
            goods=goods,
            base_krw=base,
            krw_per_km=per_km,
        )

    return (
        form("parcel", CarrierMode.PARCEL, (GoodsClass.ORDINARY,), 5_000, 0),
        form("car", CarrierMode.DRIVE, (GoodsClass.ORDINARY, GoodsClass.COLD), 20_000, 300),
        form("dg-truck", CarrierMode.DRIVE, (GoodsClass.DANGEROUS, GoodsClass.BULKY), 150_000, 1_200),
    )
