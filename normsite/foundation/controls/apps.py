from django.apps import AppConfig


class ControlsConfig(AppConfig):
    name = "normsite.foundation.controls"
    label = "controls"
