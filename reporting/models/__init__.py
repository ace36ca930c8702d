from reporting.models.figures import PlacementFigures, ServiceNight
from reporting.models.runs import Change, NightlyRun, Watermark
from reporting.models.views import SavedView

__all__ = ["Change", "NightlyRun", "PlacementFigures", "SavedView", "ServiceNight", "Watermark"]
