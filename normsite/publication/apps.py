from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "normsite.publication"
    label = "publication"
