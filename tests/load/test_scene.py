"""What the load tools open, they open on a site whose control lists are in force, such as that of the demonstration."""

import pytest

from comments.models import Consultation, Phase
from tests.load.scene import open_consultations
from tests.riskreviews.screenings import edition_of

pytestmark = pytest.mark.django_db


def test_the_consultations_of_a_run_open_though_a_list_is_in_force(cast):
    edition_of()
    told = open_consultations(2, 60)
    assert [(one.code, one.phase) for one in Consultation.objects.order_by("pk")] == [(one["code"], Phase.OPEN) for one in told]
