"""Addresses for whoever follows something: most need no account, but a link that was mailed."""

from django.urls import path

from normsite.portal.following import desk, inbox, preview, views

app_name = "following"

urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("follow/yes/<str:token>/", views.confirm, name="confirm"),
    path("notices/", inbox.inbox, name="inbox"),
    path("notices/read/", inbox.read_all, name="read_all"),
    path("notices/kinds/", inbox.inbox, name="kinds"),
    path("notices/settings/", views.settings, name="settings"),
    path("notices/link/", views.link, name="link"),
    path("notices/mine/<str:token>/", views.mine, name="mine"),
    path("notices/stop/<str:token>/", views.stop, name="stop"),
    path("desk/notices/", desk.told, name="told"),
    path("desk/notices/<int:pk>/", desk.recall, name="recall"),
    path("desk/notices/preview/", preview.preview, name="preview"),
    path("desk/notices/preview/mail/", preview.mail, name="preview_mail"),
]
