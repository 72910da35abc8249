from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "normsite.api"
    label = "api"
