from django.apps import AppConfig


class ExportControlConfig(AppConfig):
    name = "normsite.portal.export_control"
    label = "export_control"
