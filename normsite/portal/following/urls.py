"""Addresses for whoever follows something: most need no account, but a link that was mailed."""

from django.urls import path

from normsite.portal.following import views

app_name = "following"

urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("follow/yes/<str:token>/", views.confirm, name="confirm"),
    path("notices/", views.own, name="own"),
    path("notices/kinds/", views.kinds, name="kinds"),
    path("notices/link/", views.link, name="link"),
    path("notices/mine/<str:token>/", views.mine, name="mine"),
    path("notices/stop/<str:token>/", views.stop, name="stop"),
]
