"""A comment that nobody has moderated has a page that says so; it tells nothing else, and is gone within a second."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, NewComment
from comments.services import publish_comment
from normsite.gateway.record import OLDEST_LOOK_SECONDS
from tests import scenes
from tests.cast import gather
from tests.comments.scenes import only_comment, opened, send
from tests.gateway.conftest import started

WORDS = "My neighbour keeps modules under the stairs."


@pytest.fixture
def two_unlike(cast):
    """Two that have nothing in common but their consultation; the second came while many came."""
    consultation = opened(cast)
    ulla: dict[str, Any] = {"capacity": "individual", "name": "Ulla Unread", "email": "ulla@unread.example", "country": "FI"}
    body = {"organisation": "Stairs Ltd", "organisation_kind": "academia"}
    stairs: dict[str, Any] = {"capacity": "organisation", **body, "user": cast.rosa}
    first = only_comment(send(consultation, NewComment(text=WORDS, kind="ed", anchor="keys"), **ulla))
    second = only_comment(send(consultation, NewComment(text="So do I.", kind="te", question=1), **stairs))
    second.submission.held = "network"
    second.submission.save()
    return first, second


def told(browser: Client, comment: Comment) -> tuple[int, str]:
    """The page without the code of the comment, and the instant at which it was received."""
    page = browser.get(comment.get_absolute_url())
    at = (comment.received_at.isoformat(timespec="seconds"), f"{comment.received_at:%-d %B %Y %H:%M:%S}")
    text = page.text.replace(comment.code, "…")
    for words in at:
        text = text.replace(words, "…")
    return page.status_code, text


@pytest.mark.django_db
def test_all_unread_comments_have_the_same_page_but_for_code_and_time(two_unlike, client):
    Comment.objects.filter(pk=two_unlike[1].pk).update(received_at=timezone.now() - timedelta(hours=5))
    two_unlike[1].refresh_from_db()
    pages = [told(client, comment) for comment in two_unlike]
    assert pages[0] == pages[1]
    assert pages[0][0] == 200
    assert "Received on" in pages[0][1]


@pytest.mark.django_db
def test_it_tells_neither_words_nor_author_nor_what_they_are_on(two_unlike, client):
    text = told(client, two_unlike[0])[1]
    hidden = ("neighbour", "Ulla", "unread.example", "Finland", "Keys", "#keys", "Editorial", two_unlike[0].submission.code)
    assert [words for words in hidden if words in text] == []
    assert two_unlike[0].submission.entry.digest not in text
    assert two_unlike[0].consultation.title in text


@pytest.mark.django_db
def test_the_page_is_made_of_nothing_but_what_it_may_tell(two_unlike, client):
    waiting = client.get(two_unlike[0].get_absolute_url()).context["waiting"]
    assert list(vars(waiting)) == ["code", "received_at", "consultation"]


@pytest.mark.django_db
def test_an_account_and_staff_without_their_second_factor_are_told_no_more(two_unlike, cast, as_user, settings):
    settings.STAFF_MFA_REQUIRED = True
    for reader in (cast.nils, cast.sami):
        page = as_user(reader).get(two_unlike[0].get_absolute_url()).text
        assert ["being read" in page, WORDS in page] == [True, False]


@pytest.mark.django_db
def test_neither_the_docket_nor_the_interface_lists_it(two_unlike, client):
    code = two_unlike[0].consultation.code
    lists = [f"/consultations/{code}/comments{end}" for end in ("/", ".csv", ".json")]
    shown = [client.get(page).getvalue().decode() for page in (*lists, f"/api/v1/consultations/{code}/comments/")]
    assert [two_unlike[0].code in page for page in shown] == [False] * 4


@pytest.mark.django_db
def test_a_code_never_given_is_not_found(client):
    assert client.get("/comments/C-2026-99999/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_within_a_second_of_moderation_its_copy_is_the_published_page(transactional_db, tmp_path):
    cast = gather()
    comment = only_comment(send(scenes.opened(cast, scenes.frozen(cast), days_ago=10), WORDS))
    with started(tmp_path, workers=1) as (site, _):
        first, again = (site.ask("GET", comment.get_absolute_url()) for _ in range(2))
        publish_comment(comment=comment, by=cast.sami)
        time.sleep(OLDEST_LOOK_SECONDS)
        later = site.ask("GET", comment.get_absolute_url())
    assert first.headers["etag"] == again.headers["etag"]
    assert [b"being read" in page.body for page in (first, later)] == [True, False]
    assert [WORDS.encode() in page.body for page in (first, later)] == [False, True]
