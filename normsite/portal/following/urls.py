"""Addresses for whoever follows something: most need no account, but a link that was mailed."""

from django.urls import path, register_converter

from normsite.portal.following import desk, inbox, preview, provider, public, views, webhooks
from normsite.portal.following.weekly import WeekConverter

app_name = "following"

register_converter(WeekConverter, "following_week")

urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("follow/yes/<str:token>/", views.confirm, name="confirm"),
    path("notices/", inbox.inbox, name="inbox"),
    path("notices/read/", inbox.read_all, name="read_all"),
    path("notices/kinds/", public.kinds, name="kinds"),
    path("notices/settings/", views.settings, name="settings"),
    path("notices/link/", views.link, name="link"),
    path("notices/mine/<str:token>/", views.mine, name="mine"),
    path("notices/returned/<str:provider>/", provider.returned, name="returned"),
    path("notices/stop/<str:token>/", views.stop, name="stop"),
    path("desk/notices/", desk.told, name="told"),
    path("desk/notices/<int:pk>/", desk.recall, name="recall"),
    path("desk/notices/preview/", preview.preview, name="preview"),
    path("desk/notices/preview/mail/", preview.mail, name="preview_mail"),
    path("webhooks/", webhooks.own, name="webhooks"),
    path("webhooks/new/", webhooks.add, name="webhook_new"),
    path("webhooks/receiving/", webhooks.receiving, name="webhooks_receiving"),
    path("webhooks/<uuid:key>/", webhooks.one, name="webhook"),
    path("webhooks/<uuid:key>/change/", webhooks.change, name="webhook_change"),
    path("webhooks/<uuid:key>/secret/", webhooks.secret, name="webhook_secret"),
    path("webhooks/<uuid:key>/remove/", webhooks.remove, name="webhook_remove"),
    path("webhooks/<uuid:key>/pause/", webhooks.pause, name="webhook_pause"),
    path("webhooks/<uuid:key>/start/", webhooks.start, name="webhook_start"),
    path("webhooks/<uuid:key>/test/", webhooks.test, name="webhook_test"),
    path("webhooks/<uuid:key>/replay/", webhooks.replay_failed, name="webhook_replay_failed"),
    path("webhooks/<uuid:key>/deliveries/<slug:webhook_id>/", webhooks.delivery, name="webhook_delivery"),
    path("webhooks/<uuid:key>/deliveries/<slug:webhook_id>/replay/", webhooks.replay, name="webhook_replay"),
    path("feeds/before/<int:pk>/<path:name>.atom", public.older, name="older"),
    path("feeds/<path:name>.atom", public.feed, name="feed"),
    path("deadlines.ics", public.calendar, name="calendar"),
    path("norms/<str:code>/deadlines.ics", public.calendar_of_norm, name="calendar_of_norm"),
    path("weekly/", public.weeks, name="weeks"),
    path("weekly/<following_week:week>/", public.week, name="week"),
]
