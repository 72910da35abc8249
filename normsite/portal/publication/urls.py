"""Addresses of rationale pages and of what can be downloaded."""

from django.urls import path

from normsite.portal.publication import pages, views

app_name = "publication"

urlpatterns = [
    path("rationale/", views.index, name="list"),
    path("rationale/<str:code>/", pages.detail, name="detail"),
    path("rationale/<str:code>/cards/<int:number>/", pages.cards, name="cards"),
    path("rationale/<str:code>/clause/<str:name>/", pages.clause, name="clause"),
    path("rationale/<str:code>/part/<str:anchor>/", pages.part, name="part"),
    path("rationale/<str:code>/part/<str:anchor>/<int:number>/", pages.part, name="part_page"),
    path("rationale/<str:code>/<slug:key>/", views.file, name="file"),
    path("norms/<str:code>/r<int:number>/pdf/", views.text, name="text"),
    path("desk/publish/<str:code>/r<int:number>/", views.prepare, name="prepare"),
]
