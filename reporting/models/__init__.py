from reporting.models.benefits import BenefitBaseline
from reporting.models.figures import PlacementFigures, ServiceNight
from reporting.models.market import MarketWording, PublishedStatement
from reporting.models.runs import Change, NightlyRun, Watermark
from reporting.models.views import SavedView

__all__ = [
    "BenefitBaseline",
    "Change",
    "MarketWording",
    "NightlyRun",
    "PlacementFigures",
    "PublishedStatement",
    "SavedView",
    "ServiceNight",
    "Watermark",
]
