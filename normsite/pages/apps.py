from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "normsite.pages"
    label = "pages"
