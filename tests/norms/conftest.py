"""What several tests of norms need."""

from datetime import date

import pytest

from norms.services import freeze_revision, register_obligation
from tests.norms.scenes import draft, norm_with_draft


@pytest.fixture
def norm(cast):
    return norm_with_draft(cast)


@pytest.fixture
def frozen(cast, norm):
    return freeze_revision(revision=draft(norm), by=cast.edda)


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
