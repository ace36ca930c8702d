from reporting.models.benefits import BenefitBaseline
from reporting.models.exports import Export
from reporting.models.figures import PlacementFigures, ServiceNight
from reporting.models.market import MarketWording, PublishedStatement
from reporting.models.packs import PackComment, PackFile, PackVersion, ReviewPack
from reporting.models.runs import Change, NightlyRun, Watermark
from reporting.models.views import SavedView

__all__ = [
    "BenefitBaseline",
    "Change",
    "Export",
    "MarketWording",
    "NightlyRun",
    "PackComment",
    "PackFile",
    "PackVersion",
    "PlacementFigures",
    "PublishedStatement",
    "ReviewPack",
    "SavedView",
    "ServiceNight",
    "Watermark",
]
