"""A single file of a comment is withheld: what its words say stays public."""

import pytest

from comments.models import Comment
from comments.services import publish_comment
from normsite.foundation.withholding.models import Withholding
from normsite.portal.withheld.deciding import make_public
from tests.comments.scenes import Visitor, opened
from tests.comments.test_attachments import LETTER, attach
from tests.portal.withheld.scenes import BECAUSE, in_days, seen_at, withheld
from tests.riskreviews.test_pages import words

FACTS = {"basis": "trade_secret", "reason": BECAUSE}


@pytest.fixture
def visitor(cast) -> Visitor:
    return Visitor(opened(cast))


@pytest.fixture
def comment(cast, visitor) -> Comment:
    attach(visitor, ("Quince-plan.txt", LETTER), ("photo.txt", b"A Medlar."))
    visitor.say_who()
    visitor.receipt = visitor.send().url
    comment = Comment.objects.get()
    publish_comment(comment=comment, by=cast.sami)
    return comment


def file_withheld(cast, comment) -> Withholding:
    return withheld("attachment", comment.code, "1", by=cast.april)


def test_a_gap_stands_in_its_place_wherever_the_words_of_its_comment_are(cast, client, comment, visitor):
    made = file_withheld(cast, comment)
    assert (made.measure, made.norm) == ("24 bytes", comment.consultation.revision.norm.code)
    for page in (comment.get_absolute_url(), f"/consultations/{visitor.code}/comments/", f"/consultations/{visitor.code}/"):
        shown = words(client.get(page))
        assert f"A file, withheld from the public: {made.code} plain text, 24 bytes photo.txt" in shown, page
        assert "Quince" not in shown
    assert "Quince-plan.txt" in words(visitor.get(visitor.receipt))


def test_programs_are_told_that_it_is_withheld_and_how_long_it_is(cast, client, comment, visitor):
    made = file_withheld(cast, comment)
    told = client.get(f"/api/v1/consultations/{visitor.code}/comments/").json()["results"][0]["attachments"]
    assert told[0] == {"name": "", "kind": "txt", "size": 24, "sha256": "", "address": "", "withheld": made.code}
    assert [(one["name"], one["withheld"]) for one in told] == [("", made.code), ("photo.txt", "")]


def test_it_is_opened_and_found_by_nobody_but_whoever_may_read_it_and_its_sender(cast, client, comment, visitor, as_user):
    place, search = f"/comments/{comment.code}/files/1/", f"/consultations/{visitor.code}/comments/?words="
    file_withheld(cast, comment)
    readers = (client, as_user(cast.rosa), as_user(cast.ada), as_user(cast.olu), as_user(cast.sami), as_user(cast.rhea))
    assert [reader.get(place).status_code for reader in readers] == [404, 404, 404, 404, 200, 200]
    assert client.get(f"/comments/{comment.code}/files/2/").status_code == 200
    assert [comment.code in client.get(search + word).text for word in ("Quince", "lost", "Medlar")] == [False, False, True]
    own, _, key = visitor.receipt.partition("?")
    assert visitor.get(f"{own}files/{comment.code}/1/?{key}").content == LETTER


def test_made_public_it_can_be_opened_and_found_again(cast, client, comment, visitor):
    made = file_withheld(cast, comment)
    assert "Quince" not in client.get(made.get_absolute_url()).text
    make_public(withholding=made, reason="Its owner has agreed.", by=cast.sami)
    assert client.get(f"/comments/{comment.code}/files/1/").content == LETTER
    assert comment.code in client.get(f"/consultations/{visitor.code}/comments/?words=Quince").text
    assert "Quince-plan.txt" in words(client.get(made.get_absolute_url()))


def test_the_secretary_withholds_it_before_the_comment_is_published(cast, client, visitor, as_user):
    attach(visitor, ("Quince-plan.txt", LETTER))
    visitor.say_who()
    visitor.send()
    comment, sami = Comment.objects.get(), as_user(cast.sami)
    page = f"/desk/withheld/new/attachment/{comment.code}/1/"
    assert page in sami.get(f"/desk/consultations/{visitor.code}/moderate/").text
    sami.post(page, FACTS | {"until": in_days(30).isoformat()} | seen_at(sami, page))
    made = Withholding.objects.get()
    desk = words(sami.get(f"/desk/consultations/{visitor.code}/moderate/"))
    assert (f"A file, withheld from the public: {made.code}" in desk, "Quince" in desk) == (True, False)
    assert "Quince-plan.txt" in words(sami.get(made.get_absolute_url()))
    assert client.get(made.get_absolute_url()).status_code == 404
    publish_comment(comment=comment, by=cast.sami)
    assert f"A file, withheld from the public: {made.code}" in words(client.get(comment.get_absolute_url()))
