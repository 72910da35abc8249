"""A page costs the same number of queries however much there is to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from norms.services import add_clause, freeze_revision
from normsite.portal.publication.publishing import publish
from tests import scenes

pytestmark = pytest.mark.django_db


def queries(client, address):
    """How many, after a first visit has filled what is kept in memory."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def story(cast, number):
    """One more norm of each kind: published, being consulted on, answered; and a draft."""
    ready = scenes.ready(cast, f"Published norm {number}")
    publish(revision=ready.second, by=cast.april)
    scenes.spoken(cast, scenes.opened(cast, scenes.frozen(cast, f"Open norm {number}"), days_ago=10))
    scenes.drafted(cast, f"Draft {number}")
    return ready


PUBLIC = ("/", "/norms/", "/consultations/", "/rationale/", "/obligations/", "/search/?q=keys", "/api/v1/norms/")
STAFF = ("sami", "edda", "rhea", "april", "olu")


def test_lists_cost_the_same_with_one_and_three_of_each(cast, client, as_user):
    """Every list in one test, since making three norms of each kind is what takes the time."""
    desks = {name: as_user(getattr(cast, name)) for name in STAFF}

    def costs():
        public = {address: queries(client, address) for address in PUBLIC}
        return public | {f"the desk of {name}": queries(desk, "/desk/") for name, desk in desks.items()}

    story(cast, 1)
    one = costs()
    story(cast, 2)
    story(cast, 3)
    assert costs() == one


@pytest.mark.parametrize("suffix", ["", "r1/"])
def test_a_norm_costs_the_same_with_three_and_nine_clauses(cast, client, suffix):
    def public(title, more):
        draft = scenes.drafted(cast, title)
        for number in range(more):
            body = "The module shall be tested.\n\nIt should be grey."
            add_clause(
                revision=draft, title=f"More {number}", anchor=f"more-{number}", body=body, rationale="So.", by=cast.edda
            )
        freeze_revision(revision=draft, by=cast.edda)
        scenes.agreed(cast, scenes.assessed(cast, draft))
        scenes.spoken(cast, scenes.opened(cast, draft, days_ago=10))
        return f"/norms/{draft.norm.code}/{suffix}"

    assert queries(client, public("Long", 6)) == queries(client, public("Short", 0))
