"""A comment that was decided on and then withdrawn: what was decided is nobody's to read, wherever the comment is shown."""

import pytest
from django.urls import reverse

from comments.services import decide_comment, publish_comment, publish_dispositions, react, withdraw_comment
from normsite.foundation.errors import Refused
from tests.comments.scenes import answered, closed, only_comment, published, send

REASON = "Marked reason Medlar."


@pytest.fixture
def withdrawn(cast):
    """Withdrawn after it was decided on, in a consultation that is concluded with another comment; and its receipt."""
    consultation = closed(cast)
    answered(cast, published(cast, consultation, "One that stands"), reason="Marked reason Quince.")
    receipt = send(consultation, "One to be taken back")
    comment = publish_comment(comment=only_comment(receipt), by=cast.sami)
    decide_comment(comment=comment, outcome="rejected", reason=REASON, effect="none", by=cast.edda)
    withdraw_comment(comment=comment, token=receipt.token)
    publish_dispositions(consultation=consultation, by=cast.sami)
    return only_comment(receipt), receipt


def test_no_page_and_no_file_shows_what_was_decided(withdrawn, client):
    comment, receipt = withdrawn
    consultation = comment.consultation
    addresses = [
        comment.get_absolute_url(),
        consultation.get_absolute_url(),
        reverse("comments:docket", args=[consultation.code]),
        reverse("comments:log", args=[consultation.code]),
        f"{reverse('comments:receipt', args=[receipt.submission.code])}?key={receipt.token}",
        f"/api/v1/consultations/{consultation.code}/comments/",
    ]
    shown = {address: client.get(address).getvalue().decode() for address in addresses}
    assert [address for address, page in shown.items() if "Medlar" in page] == []
    assert "Quince" in shown[reverse("comments:log", args=[consultation.code])]


def test_the_page_says_that_it_is_not_answered_to_staff_as_well(withdrawn, cast, client, as_user):
    comment, _ = withdrawn
    for browser in (client, as_user(cast.sami)):
        assert "A withdrawn comment is not answered." in browser.get(comment.get_absolute_url()).content.decode()


def test_a_program_reads_no_disposition(withdrawn, client):
    comment, _ = withdrawn
    listed = client.get(f"/api/v1/consultations/{comment.consultation.code}/comments/").json()["results"]
    assert {one["code"]: one["disposition"] for one in listed}[comment.code] is None


def test_its_author_has_no_answer_to_react_to(withdrawn):
    comment, receipt = withdrawn
    with pytest.raises(Refused, match="not published"):
        react(disposition=comment.disposition, reaction="satisfied", text="", token=receipt.token)
