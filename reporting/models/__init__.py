from reporting.models.figures import PlacementFigures, ServiceNight
from reporting.models.runs import Change, NightlyRun, Watermark

__all__ = ["Change", "NightlyRun", "PlacementFigures", "ServiceNight", "Watermark"]
