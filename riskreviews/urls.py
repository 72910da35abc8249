"""Addresses of risk reviews: for everybody under /risk/, for staff under /desk/risk/."""

from django.urls import path

from riskreviews.views import public, staff

app_name = "riskreviews"

urlpatterns = [
    path("risk/method/<slug:key>/", public.method, name="method"),
    path("risk/<str:code>/", public.detail, name="detail"),
    path("desk/risk/", staff.desk_list, name="desk_list"),
    path("desk/risk/new/", staff.create, name="create"),
    path("desk/risk/preview/", staff.preview, name="preview"),
    path("desk/risk/<str:code>/", staff.desk, name="desk"),
    path("desk/risk/<str:code>/edit/", staff.edit, name="edit"),
    path("desk/risk/<str:code>/carry/", staff.carry, name="carry"),
    path("desk/risk/<str:code>/ask/", staff.ask, name="ask"),
    path("desk/risk/<str:code>/review/", staff.review, name="review"),
    path("desk/risk/<str:code>/scenarios/new/", staff.scenario, name="scenario_new"),
    path("desk/risk/<str:code>/scenarios/<str:scenario_code>/", staff.scenario, name="scenario"),
    path("desk/risk/<str:code>/scenarios/<str:scenario_code>/remove/", staff.remove_scenario, name="scenario_remove"),
    path("desk/risk/<str:code>/scenarios/<str:scenario_code>/evidence/", staff.evidence, name="evidence"),
    path("desk/risk/<str:code>/evidence/<int:pk>/remove/", staff.remove_evidence, name="evidence_remove"),
    path("desk/risk/<str:code>/safeguards/new/", staff.safeguard, name="safeguard_new"),
    path("desk/risk/<str:code>/safeguards/<str:safeguard_code>/", staff.safeguard, name="safeguard"),
    path("desk/risk/<str:code>/safeguards/<str:safeguard_code>/remove/", staff.remove_safeguard, name="safeguard_remove"),
    path("desk/risk/<str:code>/reviews/<int:pk>/take-back/", staff.take_back, name="take_back"),
]
