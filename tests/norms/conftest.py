"""What several tests of norms need."""

from datetime import date

import pytest

from norms.services import register_obligation


@pytest.fixture
def obligation(cast):
    return register_obligation(
        kind="resolution",
        instrument="Resolution 1540 (2004)",
        reference="paragraph 3 (d)",
        title="Border controls",
        text="States keep effective border controls.",
        as_of=date(2026, 1, 15),
        by=cast.edda,
    )
