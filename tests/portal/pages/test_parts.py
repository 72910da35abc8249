"""Parts of pages that are the same for everybody are made once, and anew with the record."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import NewComment
from comments.services import publish_comment, withhold_comment
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.comments.scenes import only_comment, send
from tests.conftest import PARTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def parts(settings, request):
    settings.CACHES = settings.CACHES | {"parts": PARTS | {"LOCATION": request.node.name}}


def asked(client, address) -> tuple[str, int]:
    """The page, and how often the database was asked for it."""
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address)
    assert page.status_code == 200
    return page.text, len(captured)


def test_the_text_of_a_norm_is_read_once_until_the_record_changes(cast, client, as_user):
    revision = scenes.frozen(cast)
    consultation = scenes.opened(cast, revision, days_ago=10)
    comment = only_comment(send(consultation, NewComment(text="Say how fast.", anchor="keys")))
    address = revision.get_absolute_url()
    first, cold = asked(client, address)
    again, warm = asked(client, address)
    assert (again == first, warm < cold, "1 comment" in first) == (True, True, False)
    publish_comment(comment=comment, by=cast.sami)
    assert "1 comment" in asked(client, address)[0]
    withhold_comment(comment=comment, ground="personal_data", reason="Names a person.", by=cast.sami)
    assert asked(client, address)[0] == first
    assert "1 comment" not in asked(as_user(cast.sami), address)[0]


def test_the_text_offers_comments_only_while_they_are_taken(cast, client, monkeypatch):
    revision = scenes.frozen(cast)
    consultation = scenes.opened(cast, revision, days_ago=10)
    assert ">Comment<" in asked(client, revision.get_absolute_url())[0]
    monkeypatch.setattr("django.utils.timezone.now", lambda: consultation.closes_at)
    assert ">Comment<" not in asked(client, revision.get_absolute_url())[0]


def test_a_rationale_page_is_read_once(cast, client):
    published = publish(revision=scenes.ready(cast).second, by=cast.april)
    first, cold = asked(client, published.get_absolute_url())
    again, warm = asked(client, published.get_absolute_url())
    assert (again, warm) == (first, cold - 1)
