"""Who may be asked for a peer review is said by a list, by a rule and by the service. They agree for everybody."""

from itertools import product

import pytest

from normsite.foundation.accounts.models import Role, RoleGrant, User
from normsite.foundation.errors import Refused
from riskreviews.models import PeerReview
from riskreviews.rules import can_give_peer_review, peers_for
from riskreviews.services import request_peer_review
from tests.riskreviews.scenes import assessment_of, draft_text, scenario_in


@pytest.fixture
def everybody(cast):
    """Rhea, the author; Sami, who has written in it; Piet, who has not: all peer reviewers. Olu is none."""
    for person in (cast.rhea, cast.sami):
        RoleGrant.objects.create(user=person, role=Role.PEER_REVIEWER)
    return [User.objects.get(pk=one.pk) for one in (cast.rhea, cast.sami, cast.piet, cast.olu)]


@pytest.mark.parametrize(("sami_has_written", "piet_has_left"), list(product((True, False), repeat=2)))
def test_a_peer_is_whoever_has_the_role_and_has_not_written_in_it(cast, everybody, sami_has_written, piet_has_left):
    assessment = assessment_of(draft_text(cast), cast)
    scenario_in(assessment, cast)
    if sami_has_written:
        assessment.writers.add(cast.sami)
    User.objects.filter(pk=cast.piet.pk).update(is_active=not piet_has_left)
    everybody = [User.objects.get(pk=one.pk) for one in everybody]
    expected = {name for name, out in (("Sami", sami_has_written), ("Piet", piet_has_left)) if not out}

    assert {one.name for one in peers_for(assessment)} == expected
    asked = (PeerReview(assessment=assessment, reviewer=one) for one in everybody)
    assert {one.reviewer.name for one in asked if can_give_peer_review(one.reviewer, one)} == expected
    assert {one.name for one in everybody if can_be_asked(assessment, one, cast)} == expected


def can_be_asked(assessment, person, cast) -> bool:
    try:
        review = request_peer_review(assessment=assessment, reviewer=person, by=cast.rhea)
    except Refused:
        return False
    review.delete()
    assessment.state = "draft"
    assessment.save()
    return True
