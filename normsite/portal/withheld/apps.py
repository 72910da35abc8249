from django.apps import AppConfig


class WithheldConfig(AppConfig):
    name = "normsite.portal.withheld"
    label = "withheld"
