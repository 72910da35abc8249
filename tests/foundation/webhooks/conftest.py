from collections.abc import Iterator

import pytest

from tests.foundation.webhooks.scenes import Receiver, listening


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """On this machine, which is allowed for tests alone."""
    settings.WEBHOOKS_ANYWHERE = True
    with listening() as found:
        yield found
