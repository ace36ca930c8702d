"""The order in which writers wait for one another."""

from __future__ import annotations

from collections.abc import Iterable

from beds.models import Bed


def lock_beds(bed_ids: Iterable[int]) -> dict[int, Bed]:
    """The beds, locked until the transaction ends. Always in id order: two writers meet at the first bed they share."""
    rows = Bed.objects.select_for_update(of=("self",), no_key=True).select_related("service__provider")
    return {bed.pk: bed for bed in rows.filter(pk__in=set(bed_ids)).order_by("pk")}
