"""Addresses of what anybody may read about export control."""

from django.urls import path, register_converter

from normsite.foundation.controls.codes import DEEPEST, ENTRY, LEVEL
from normsite.portal.export_control.views import entrance, files, finding, positions, reading

app_name = "export_control"


class EntryCode:
    """The code of an entry, which no edition is called by."""

    regex = ENTRY

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ParagraphCode(EntryCode):
    """The full code of a paragraph."""

    regex = rf"{ENTRY}(?:\.{LEVEL}){{1,{DEEPEST}}}"


register_converter(EntryCode, "entry")
register_converter(ParagraphCode, "paragraph")

urlpatterns = [
    path("export-control/", entrance.entrance, name="entrance"),
    path("export-control/divergence/", positions.example, name="divergence"),
    path("norms/<str:code>/positions/", positions.positions, name="positions"),
    path("norms/<str:code>/positions.csv", positions.table, name="positions_csv"),
    path("control-lists/", reading.lists, name="lists"),
    path("control-lists/search/", finding.search, name="search"),
    path("control-lists/<slug:series>/", reading.series, name="series"),
    path("control-lists/<slug:series>/<entry:code>/", reading.current_entry, name="current_entry"),
    path("control-lists/<slug:series>/<paragraph:code>/", reading.current_paragraph, name="current_paragraph"),
    path("control-lists/<slug:series>/<slug:edition>/", reading.edition, name="edition"),
    path("control-lists/<slug:series>/<slug:edition>/since/<slug:other>/", reading.difference, name="difference"),
    path(
        "control-lists/<slug:series>/<slug:edition>/since/<slug:other>/<entry:code>/",
        reading.difference_of_entry,
        name="difference_of_entry",
    ),
    path("control-lists/<slug:series>/<slug:edition>/criteria/", reading.criteria, name="criteria"),
    path("control-lists/<slug:series>/<slug:edition>/criteria.csv", files.criteria_csv, name="criteria_csv"),
    path("control-lists/<slug:series>/<slug:edition>/list.csv", files.list_csv, name="csv"),
    path("control-lists/<slug:series>/<slug:edition>/category/<int:category>/", reading.category, name="category"),
    path("control-lists/<slug:series>/<slug:edition>/<entry:code>/", reading.entry, name="entry"),
    path("control-lists/<slug:series>/<slug:edition>/<paragraph:code>/", reading.paragraph, name="paragraph"),
]
