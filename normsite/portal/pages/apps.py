from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "normsite.portal.pages"
    label = "pages"
