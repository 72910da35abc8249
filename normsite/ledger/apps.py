from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "normsite.ledger"
    label = "ledger"
