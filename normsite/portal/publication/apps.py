from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "normsite.portal.publication"
    label = "publication"
