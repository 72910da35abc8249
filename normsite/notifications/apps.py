from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "normsite.notifications"
    label = "notifications"
