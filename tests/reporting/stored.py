"""What the tables of figures hold, to be compared."""

from __future__ import annotations

import datetime as dt

from reporting import runs
from reporting.models import PlacementFigures, ServiceNight, Watermark

DAY = dt.timedelta(days=1)


def watermark() -> dt.date | None:
    return Watermark.objects.values_list("night", flat=True).first()


def tables() -> tuple[list, list]:
    return list(PlacementFigures.objects.order_by("pk").values()), list(
        ServiceNight.objects.order_by("contract_id", "night", "service_id").values()
    )


def recomputed() -> tuple[list, list]:
    """What the tables hold after a full recompute to the same night."""
    night = watermark()
    assert night is not None
    runs.recompute_all(today=night + DAY)
    return tables()
