from django.apps import AppConfig


class WithholdingConfig(AppConfig):
    name = "normsite.foundation.withholding"
    label = "withholding"
