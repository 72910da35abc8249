from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "normsite.foundation.webhooks"
    label = "webhooks"
