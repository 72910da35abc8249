"""What takes too long to be found out while a change waits: asked by the worker, before an event is told."""

import logging
from collections.abc import Callable, Mapping

from django.db import transaction

from normsite.foundation.notices.models import Event

logger = logging.getLogger(__name__)

Details = Callable[[Event], Mapping[str, object]]
DETAILS: dict[str, Details] = {}
"""By kind; each stands beside the function that tells of it."""


def detailed(kind: str) -> Callable[[Details], Details]:
    """Let a function find further facts of the events of a kind."""

    def deco(ask: Details) -> Details:
        DETAILS[kind] = ask
        return ask

    return deco


def add_details(event: Event) -> None:
    """Further facts, in the caller's transaction. An event is told without them rather than not at all."""
    ask = DETAILS.get(event.kind)
    if ask is None:
        return
    try:
        with transaction.atomic():
            event.facts |= ask(event)
    except Exception:
        logger.exception("No details for event %s", event.pk)
