from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "normsite.foundation.ledger"
    label = "ledger"
