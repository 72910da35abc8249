from anymail.signals import tracking
from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "normsite.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        # What it writes can't be loaded before the models are.
        from normsite.foundation.notices.provider import take_event  # noqa: PLC0415 - see above

        tracking.connect(take_event)
