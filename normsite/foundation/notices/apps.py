from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "normsite.foundation.notices"
    label = "notices"
