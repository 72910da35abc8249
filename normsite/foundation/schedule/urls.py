"""Addresses about what runs by the clock."""

from django.urls import path

from normsite.foundation.schedule import views

app_name = "schedule"

urlpatterns = [
    path("desk/schedule/", views.jobs, name="jobs"),
    path("desk/schedule/<str:name>/", views.job, name="job"),
    path("desk/schedule/<str:name>/default/", views.restore, name="restore"),
]
