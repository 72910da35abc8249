from django.apps import AppConfig


class AppliesConfig(AppConfig):
    name = "normsite.portal.applies"
    label = "applies"
