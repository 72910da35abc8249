from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "normsite.portal.api"
    label = "api"
