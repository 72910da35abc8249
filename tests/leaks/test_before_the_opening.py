"""A consultation is announced: everybody knows of it, and nobody outside may read a word of its text before it opens."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comments.models import Consultation
from norms.models import Clause
from norms.services import add_clause, freeze_revision, register_norm
from tests.comments.scenes import opened

pytestmark = pytest.mark.django_db

TITLE, WORDS = "Zeroisation of vaults", "Vaults shall melt."
TYPED = {"about": "c:vaults", "kind": "te", "text": "Typed too early, Quince.", "proposed_change": "Medlar", "website": ""}


@pytest.fixture(autouse=True)
def counters(settings):
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "opening"}
    }
    cache.clear()


@pytest.fixture
def announced(cast) -> Consultation:
    """It opens in two days. Its text has one clause."""
    norm = register_norm(title="Keeping of keys", summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    draft = norm.revisions.get()
    add_clause(revision=draft, title=TITLE, anchor="vaults", body=WORDS, by=cast.edda)
    return opened(cast, revision=freeze_revision(revision=draft, by=cast.edda), since=timedelta(days=-2))


def at(consultation: Consultation, page: str, *args: object) -> str:
    return reverse(f"comments:{page}", args=[consultation.code, *args])


def test_the_filter_of_the_comments_names_no_clause(announced, client, as_user, cast):
    assert TITLE not in client.get(at(announced, "docket")).text
    assert TITLE in as_user(cast.olu).get(at(announced, "docket")).text


def test_a_comment_that_comes_too_early_is_given_back_without_a_word_of_the_text(announced, client):
    answer = client.post(at(announced, "start"), TYPED)
    assert answer.status_code == 409
    assert [words in answer.text for words in (TITLE, WORDS)] == [False, False]
    assert [words in answer.text for words in ("Typed too early, Quince.", "Medlar")] == [True, True]


def test_it_says_when_the_consultation_opens_and_not_that_it_is_closed(announced, client):
    page = client.post(at(announced, "start"), TYPED).text
    opening = f"{announced.opens_at:%-d %B %Y, %H:%M}"
    assert "The consultation is not open yet" in page
    assert opening in page
    assert "closed" not in page


@pytest.mark.parametrize("page", ["start", "sender", "check"])
def test_every_form_on_the_way_says_the_same(announced, client, page):
    answer = client.post(at(announced, page), TYPED)
    assert (answer.status_code, "The consultation is not open yet" in answer.text) == (409, True)


@pytest.mark.parametrize("page", ["start", "basket", "sender", "check", "draft", "later", "shared"])
def test_no_page_of_the_form_is_made(announced, client, page):
    client.post(at(announced, "start"), TYPED)
    answer = client.get(at(announced, page), {"about": "c:vaults"})
    assert (answer.status_code, answer.url) == (302, announced.get_absolute_url())


def test_whether_a_clause_is_there_can_not_be_guessed(announced):
    """The same answer for a clause of the text and for one that is in no text."""
    answers = [Client().post(at(announced, "start"), TYPED | {"about": about}) for about in ("c:vaults", "c:nowhere", "")]
    assert answers[0].text == answers[1].text == answers[2].text


def test_too_many_tries_do_not_open_the_text(announced, client):
    pages = {client.post(at(announced, "start"), TYPED).text for _ in range(302)}
    assert [words for page in pages for words in (TITLE, WORDS) if words in page] == []


def test_no_clause_is_loaded_for_a_page_that_is_refused(announced, client, monkeypatch):
    """Whoever refuses first has nothing to tell."""
    asked = []
    monkeypatch.setattr(Clause, "from_db", classmethod(lambda *args: asked.append(args)))
    client.post(at(announced, "start"), TYPED)
    client.get(at(announced, "draft"))
    client.get(at(announced, "start"))
    assert asked == []
