"""The name beside an organisation is for the secretary: nobody else is shown it, and nobody else finds anything by it."""

import pytest
from django.urls import reverse

from comments.models import Comment
from tests.comments.scenes import opened, published

pytestmark = pytest.mark.django_db

WHO = {"capacity": "organisation", "name": "Quincy Quitten", "organisation": "Aerolith GmbH", "organisation_kind": "academia"}
STAFF = ("ada", "sami", "edda", "rhea", "piet", "april", "olu")


@pytest.fixture
def comment(cast) -> Comment:
    return published(cast, opened(cast), **WHO)


@pytest.mark.parametrize("guess", ["Quincy", "quitten", '"Quincy Quitten"', "Quincy or Medlar"])
def test_search_finds_no_organisation_by_the_person_behind_it(comment, client, guess):
    page = client.get("/search/", {"q": guess}).text
    assert comment.code not in page
    assert "Nothing found" in page


def test_search_finds_it_by_its_own_name_and_a_person_by_theirs(cast, comment, client):
    nadias = published(cast, comment.consultation, "Quite another thing.")
    assert comment.code in client.get("/search/", {"q": "Aerolith"}).text
    assert nadias.code in client.get("/search/", {"q": "Nadia Nowak"}).text


def test_at_the_desk_the_secretary_alone_is_shown_the_person_and_finds_by_the_name(cast, as_user, comment):
    listed = reverse("comments:desk_comments", args=[comment.consultation.code])
    shown, found = set(), set()
    for name in STAFF:
        browser = as_user(getattr(cast, name))
        shown |= {name} if "Quincy Quitten" in browser.get(listed).text else set()
        found |= {name} if comment.code in browser.get(listed, {"words": "Quitten"}).text else set()
        assert comment.code in browser.get(listed, {"words": "Aerolith"}).text
    assert (shown, found) == ({"sami"}, {"sami"})


@pytest.mark.parametrize("page", ["decide", "withhold"])
def test_the_secretary_reads_the_name_beside_the_organisation(cast, as_user, comment, page):
    assert (
        "<bdi>Aerolith GmbH</bdi></strong> (<bdi>Quincy Quitten</bdi>)"
        in as_user(cast.sami).get(reverse(f"comments:{page}", args=[comment.code])).text
    )


def test_the_editor_decides_without_it(cast, as_user, comment):
    page = as_user(cast.edda).get(reverse("comments:decide", args=[comment.code])).text
    assert ["Aerolith GmbH" in page, "Quincy" in page] == [True, False]
