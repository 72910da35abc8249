"""Addresses of rationale pages and of what can be downloaded."""

from django.urls import path

from normsite.portal.publication import views

app_name = "publication"

urlpatterns = [
    path("rationale/", views.index, name="list"),
    path("rationale/<str:code>/", views.detail, name="detail"),
    path("rationale/<str:code>/<slug:key>/", views.file, name="file"),
    path("norms/<str:code>/r<int:number>/pdf/", views.text, name="text"),
    path("desk/publish/<str:code>/r<int:number>/", views.prepare, name="prepare"),
]
