"""Addresses of risk reviews: for everybody under /risk/, for staff under /desk/risk/."""

from django.urls import path

from riskreviews.views import assessments, peer_reviews, public, safeguards, scenarios

app_name = "riskreviews"

urlpatterns = [
    path("risk/method/<slug:key>/", public.method, name="method"),
    path("risk/<str:code>/", public.detail, name="detail"),
    path("desk/risk/", assessments.desk_list, name="desk_list"),
    path("desk/risk/new/", assessments.create, name="create"),
    path("desk/risk/<str:code>/preview/", scenarios.preview, name="preview"),
    path("desk/risk/<str:code>/", assessments.desk, name="desk"),
    path("desk/risk/<str:code>/edit/", assessments.edit, name="edit"),
    path("desk/risk/<str:code>/carry/", assessments.carry, name="carry"),
    path("desk/risk/<str:code>/ask/", peer_reviews.ask, name="ask"),
    path("desk/risk/<str:code>/reopen/", peer_reviews.reopen, name="reopen"),
    path("desk/risk/<str:code>/review/", peer_reviews.review, name="review"),
    path("desk/risk/<str:code>/scenarios/new/", scenarios.scenario, name="scenario_new"),
    path("desk/risk/<str:code>/scenarios/<str:scenario_code>/", scenarios.scenario, name="scenario"),
    path("desk/risk/<str:code>/scenarios/<str:scenario_code>/remove/", scenarios.remove_scenario, name="scenario_remove"),
    path("desk/risk/<str:code>/scenarios/<str:scenario_code>/evidence/", scenarios.evidence, name="evidence"),
    path("desk/risk/<str:code>/safeguards/new/", safeguards.safeguard, name="safeguard_new"),
    path("desk/risk/<str:code>/safeguards/<str:safeguard_code>/", safeguards.safeguard, name="safeguard"),
    path("desk/risk/<str:code>/safeguards/<str:safeguard_code>/remove/", safeguards.remove_safeguard, name="safeguard_remove"),
    path("desk/risk/<str:code>/reviews/<int:pk>/take-back/", peer_reviews.take_back, name="take_back"),
]
