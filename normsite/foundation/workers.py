"""Work for a worker, asked for by the name of its task: whoever asks need not know the module that carries it out."""

import logging

from celery import current_app

logger = logging.getLogger(__name__)


def hand_over(task: str, *arguments: object) -> None:
    """Tell a worker, and never fail: when the broker is gone, what must be done is found by a sweep, or asked for again."""
    try:
        current_app.signature(task, args=arguments).delay()
    except Exception:  # whatever the broker's client raises, the page must not fail for it
        logger.warning("Broker not reached; %s waits", task)
