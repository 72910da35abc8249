from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "normsite.foundation.accounts"
    label = "accounts"
