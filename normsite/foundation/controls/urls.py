"""Addresses of the desk's pages about control lists, criteria and correlations."""

from django.urls import path

from normsite.foundation.controls.views import correlations, criteria, lists, tables, trying

app_name = "controls"

EDITION = "desk/control-lists/<slug:series>/<slug:edition>/"
OF = "desk/criteria/of/<slug:series>/<slug:edition>/"
PAIR = "desk/correlations/<int:left>/<int:right>/"

urlpatterns = [
    path("desk/control-lists/", lists.lists, name="desk_lists"),
    path("desk/control-lists/import/", lists.take, name="list_import"),
    path("desk/control-lists/import/<uuid:key>/", lists.job, name="list_job"),
    path(EDITION, lists.edition, name="desk_edition"),
    path(f"{EDITION}force/", lists.force, name="force_edition"),
    path(f"{EDITION}discard/", lists.discard, name="discard_edition"),
    path("desk/criteria/", criteria.overview, name="criteria"),
    path("desk/criteria/try/", trying.attempt, name="try"),
    path(OF, criteria.worklist, name="worklist"),
    path(f"{OF}suggest/", criteria.suggest, name="suggest"),
    path(f"{OF}carry/", criteria.carry, name="carry"),
    path(f"{OF}new/", criteria.write, name="write"),
    path(f"{OF}criteria.csv", tables.table, name="table"),
    path(f"{OF}upload/", tables.upload, name="upload"),
    path("desk/criteria/<str:code>/", criteria.criterion, name="criterion"),
    path("desk/criteria/<str:code>/correct/", criteria.correct, name="correct"),
    path("desk/correlations/", correlations.overview, name="correlations"),
    path("desk/correlations/correlations.csv", tables.correlation_table, name="correlation_table"),
    path("desk/correlations/upload/", tables.correlation_upload, name="correlation_upload"),
    path("desk/correlations/<int:pk>/", correlations.correlation, name="correlation"),
    path(PAIR, correlations.pair, name="pair"),
    path(f"{PAIR}suggest/", correlations.suggest, name="suggest_correlations"),
    path(f"{PAIR}new/", correlations.write, name="write_correlation"),
]
