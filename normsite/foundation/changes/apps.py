from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "normsite.foundation.changes"
    label = "changes"
