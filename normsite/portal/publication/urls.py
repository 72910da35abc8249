"""Addresses of rationale pages."""

from django.urls import path

from normsite.portal.publication import views

app_name = "publication"

urlpatterns = [
    path("rationale/", views.index, name="list"),
    path("rationale/<str:code>/", views.detail, name="detail"),
    path("rationale/<str:code>/<slug:key>/", views.file, name="file"),
    path("desk/publish/<str:code>/r<int:number>/", views.prepare, name="prepare"),
]
