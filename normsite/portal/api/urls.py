"""Addresses of the programming interface, version 1, and its documentation."""

from csp.decorators import csp_replace
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from normsite.foundation.left_out import says_left_out
from normsite.portal.api import files, indicators, views

app_name = "api"

# Swagger UI makes HTML of text in its own way. It shows our schema and nothing that a person has written.
docs = csp_replace({"require-trusted-types-for": None, "trusted-types": None})(
    SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html")
)

urlpatterns = [
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/", docs, name="docs"),
    path("api/v1/norms/", views.Norms.as_view(), name="norms"),
    path("api/v1/norms/<str:code>/", views.OneNorm.as_view(), name="norm"),
    path("api/v1/norms/<str:code>/revisions/", views.Revisions.as_view(), name="revisions"),
    path("api/v1/norms/<str:code>/revisions/<int:number>/clauses/", views.Clauses.as_view(), name="clauses"),
    path("api/v1/norms/<str:code>/safeguards/", views.Safeguards.as_view(), name="safeguards"),
    path("api/v1/norms/<str:code>/positions/", views.Positions.as_view(), name="positions"),
    path("api/v1/consultations/", views.Consultations.as_view(), name="consultations"),
    path("api/v1/consultations/<str:code>/", views.OneConsultation.as_view(), name="consultation"),
    path("api/v1/consultations/<str:code>/comments/", views.Comments.as_view(), name="comments"),
    path("api/v1/consultations/<str:code>/challenges/", views.Challenges.as_view(), name="challenges"),
    path("api/v1/consultations/<str:code>/files/", says_left_out(files.Files.as_view()), name="files"),
    path("api/v1/consultations/<str:code>/submissions/", views.Submissions.as_view(), name="submissions"),
    path("api/v1/control-lists/", views.ControlLists.as_view(), name="control_lists"),
    path("api/v1/control-lists/<slug:series>/<slug:edition>/", views.OneControlList.as_view(), name="control_list"),
    path("api/v1/control-lists/<slug:series>/<slug:edition>/entries/", views.Entries.as_view(), name="entries"),
    path("api/v1/control-lists/<slug:series>/<slug:edition>/entries/<str:code>/", views.OneEntry.as_view(), name="entry"),
    path("api/v1/control-lists/<slug:series>/corresponding/<str:code>/", views.Corresponding.as_view(), name="corresponding"),
    path("api/v1/criteria/", views.Criteria.as_view(), name="criteria"),
    path("api/v1/indicators/", indicators.Indicators.as_view(), name="indicators"),
    path("api/v1/indicators/<str:code>/readings/", indicators.Readings.as_view(), name="readings"),
    path("api/v1/publications/", views.Publications.as_view(), name="publications"),
    path("api/v1/withholdings/", views.Withholdings.as_view(), name="withholdings"),
]
