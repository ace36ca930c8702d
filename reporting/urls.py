"""Addresses of the commissioner's pages: figures, and the rows behind each of them."""

from django.urls import path

from reporting.views import (
    bed_board,
    benefits,
    contracts,
    dashboard,
    data_quality,
    definitions,
    explore,
    market,
    measure_rows,
    more,
    overstayers,
    placement,
    rows,
    runs,
    saved_views,
)

app_name = "reporting"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("overstayers/", overstayers.overstayers, name="overstayers"),
    path("overstayers/download/<str:format>", overstayers.download, name="overstayers_download"),
    path("bed-board/", bed_board.bed_board, name="bed_board"),
    path("placements/<int:pk>/", placement.placement, name="placement"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("figures/beds/", rows.beds, name="beds"),
    path("figures/nights/", rows.nights, name="nights"),
    path("figures/voids/", rows.voids, name="voids"),
    path("figures/overstay-nights/", rows.overstay_nights, name="overstay_nights"),
    path("figures/unpriced/", rows.unpriced, name="unpriced"),
    path("figures/runs/", runs.runs, name="runs"),
    path("measures/<slug:key>/rows/", measure_rows.measure_rows, name="measure_rows"),
    path("explore/", explore.explore, name="explore"),
    path("explore/views/new/", saved_views.Save.as_view(), name="view_new"),
    path("explore/views/<int:pk>/rename/", saved_views.Rename.as_view(), name="view_rename"),
    path("explore/views/<int:pk>/delete/", saved_views.Delete.as_view(), name="view_delete"),
    path("data-quality/", data_quality.data_quality, name="data_quality"),
    path("data-quality/issues.csv", data_quality.download, name="data_quality_download"),
    path("data-quality/<slug:key>/", data_quality.check, name="data_quality_check"),
    path("benefits/", benefits.benefits, name="benefits"),
    path("benefits/download/<str:format>", benefits.download, name="benefits_download"),
    path("benefits/<int:pk>/baseline/", benefits.SetBaseline.as_view(), name="benefits_baseline"),
    path("market-statement/", market.market_statement, name="market_statement"),
    path("market-statement/download/<str:format>", market.download, name="market_download"),
    path(
        "market-statement/published/<int:pk>/download/<str:format>",
        market.published_download,
        name="market_published_download",
    ),
    path("market-statement/published/<int:pk>/", market.published, name="market_published"),
    path("market-statement/<int:commissioner>/<int:year>/write/", market.WriteStatement.as_view(), name="market_write"),
    path(
        "market-statement/<int:commissioner>/<int:year>/publish/",
        market.PublishStatement.as_view(),
        name="market_publish",
    ),
    path("market-statement/<int:commissioner>/<int:year>/editions/", market.wordings, name="market_editions"),
    path("more/", more.more, name="more"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/data-dictionary.csv", definitions.dictionary, name="dictionary"),
]
