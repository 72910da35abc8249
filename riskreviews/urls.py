"""Addresses of risk reviews: for everybody under /risk/, for staff under /desk/risk/."""

from django.urls import path

from riskreviews.views import assessments, peer_reviews, public, safeguards, scenarios, screenings, simulations, verification

app_name = "riskreviews"

urlpatterns = [
    path("risk/method/<slug:key>/", public.method, name="method"),
    path("risk/<str:code>/", public.detail, name="detail"),
    path("risk/<str:code>/verify/", verification.verify, name="verify"),
    path("risk/<str:code>/results.json", verification.results, name="results"),
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
    path("desk/risk/<str:code>/scenarios/<str:scenario_code>/simulation/", simulations.simulation, name="simulation"),
    path(
        "desk/risk/<str:code>/scenarios/<str:scenario_code>/simulation/again/",
        simulations.simulate_again,
        name="simulate_again",
    ),
    path("desk/risk/<str:code>/safeguards/new/", safeguards.safeguard, name="safeguard_new"),
    path("desk/risk/<str:code>/safeguards/<str:safeguard_code>/", safeguards.safeguard, name="safeguard"),
    path("desk/risk/<str:code>/safeguards/<str:safeguard_code>/remove/", safeguards.remove_safeguard, name="safeguard_remove"),
    path("desk/risk/<str:code>/reviews/<int:pk>/take-back/", peer_reviews.take_back, name="take_back"),
    path("desk/norms/<str:code>/export-control/", screenings.export_control, name="export_control"),
    path("desk/norms/<str:code>/export-control/<int:number>/", screenings.export_control, name="export_control"),
    path("desk/norms/<str:code>/export-control/<int:number>/begin/", screenings.begin, name="screening_begin"),
    path("desk/screenings/<str:code>/", screenings.screening, name="screening"),
    path("desk/screenings/<str:code>/answer/", screenings.answer, name="screening_answer"),
    path("desk/screenings/<str:code>/checklist/", screenings.checklist, name="screening_checklist"),
    path("desk/screenings/<str:code>/look-through/", screenings.look_through, name="screening_look_through"),
    path("desk/screenings/<str:code>/submit/", screenings.submit, name="screening_submit"),
    path("desk/screenings/<str:code>/take-back/", screenings.take_back, name="screening_take_back"),
    path("desk/screenings/<str:code>/reopen/", screenings.reopen, name="screening_reopen"),
    path("desk/screenings/<str:code>/review/", screenings.judge, name="screening_judge"),
    path("desk/screenings/<str:code>/referrals/new/", screenings.refer, name="screening_refer"),
    path("desk/screenings/<str:code>/referrals/<int:pk>/", screenings.reply, name="screening_reply"),
]
