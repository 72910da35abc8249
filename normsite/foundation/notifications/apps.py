from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "normsite.foundation.notifications"
    label = "notifications"
