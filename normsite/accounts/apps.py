from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "normsite.accounts"
    label = "accounts"
