"""A clause whose anchor is of another script is met by it everywhere: at the desk, in public, in comments, in records."""

import re
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.urls import reverse

from comments.models import Comment
from comments.models.declaration import VERSION
from norms.services import add_clause, freeze_revision
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.comments import scenes as talks
from tests.comments.scenes import Visitor
from tests.norms.scenes import address, clause, norm_with_draft, numbers, typed

pytestmark = pytest.mark.django_db
ANCHORS = ["sécurité-à-l-entrée", "范围", "область_1"]


@pytest.fixture(params=ANCHORS)
def anchor(request) -> str:
    return request.param


@pytest.fixture
def norm(cast, anchor):
    """A draft in which such a clause comes last."""
    norm = norm_with_draft(cast)
    body = f"The door shall be shut, says [this clause](#{anchor})."
    add_clause(revision=norm.revisions.get(), title="Entrance", anchor=anchor, body=body, rationale="So.", by=cast.edda)
    return norm


@pytest.fixture
def consultation(cast, norm):
    return talks.opened(cast, revision=freeze_revision(revision=norm.revisions.get(), by=cast.edda))


def test_at_the_desk_it_is_opened_previewed_saved_and_taken_out(cast, as_user, norm, anchor):
    edda = as_user(cast.edda)
    at = address("clause", norm, anchor)
    assert f'href="{at}"' in edda.get(address("draft", norm)).text
    assert edda.get(at).status_code == 200
    assert "The gate" in edda.post(address("preview", norm, anchor), typed(norm, anchor, body="The gate shall be shut.")).text
    saved = edda.post(at, typed(norm, anchor, body="The gate shall be shut."))
    assert (saved.status_code, saved.url) == (302, at)
    assert clause(norm, anchor).words == "The gate shall be shut."
    assert edda.post(address("remove", norm, anchor)).status_code == 302
    assert anchor not in numbers(norm)


def test_at_the_desk_it_is_moved_and_other_clauses_below_it(cast, as_user, norm, anchor):
    edda = as_user(cast.edda)
    moved = edda.post(address("move", norm, anchor), {"direction": "up"})
    assert moved.url == f"{address('draft', norm)}?moved=up#c-{quote(anchor)}"
    dropped = edda.post(address("move", norm, "alarms"), {"parent": anchor, "position": 0})
    assert (dropped.status_code, clause(norm, "alarms").parent.anchor) == (200, anchor)
    added = edda.post(address("add", norm), {"title": "Gates", "kind": "clause", "after": f"below {anchor}"})
    assert (added.status_code, clause(norm, "gates").parent.anchor) == (302, anchor)


def test_a_page_leads_to_it_and_it_bears_its_anchor(client, consultation, anchor):
    page = client.get(consultation.revision.get_absolute_url()).text
    assert f'<section class="clause clause--depth-1" id="{anchor}"' in page
    assert f'<a href="#{anchor}">this clause</a>' in page
    facets = client.get("/search/", {"q": "door shut"}).context["facets"]
    found = [hit.row for facet in facets if facet.key == "clauses" for hit in facet.hits]
    assert [one.get_absolute_url() for one in found] == [f"{consultation.revision.get_absolute_url()}#{anchor}"]


def test_a_comment_is_written_on_it_and_found_by_it(client, consultation, anchor):
    visitor = Visitor(consultation)
    page = visitor.get(f"{visitor.at('start')}?clause={quote(anchor)}").text
    assert re.search(rf'<option value="c:{anchor}" selected\s', page)
    visitor.write(about=f"c:{anchor}")
    visitor.say_who()
    visitor.send()
    assert Comment.objects.get().clause.anchor == anchor


def test_the_docket_shows_what_was_said_on_it(cast, client, consultation, anchor):
    comment = talks.published(cast, consultation, talks.NewComment(text="Shut it.", kind="te", anchor=anchor))
    talks.published(cast, consultation, "Another thing.")
    docket = client.get(reverse("comments:docket", args=[consultation.code]), {"clause": anchor})
    assert re.findall(r"C-\d{4}-\d{5}(?=</a>)", docket.text) == [comment.code]
    page = client.get(comment.get_absolute_url()).text
    assert f"{consultation.revision.get_absolute_url()}#{anchor}" in page


def test_a_program_reads_it_and_comments_on_it(client, consultation, anchor):
    cache.clear()
    api = f"/api/v1/norms/{consultation.revision.norm.code}/revisions/1/clauses/"
    assert [one["anchor"] for one in client.get(api).json()][-2:] == ["tests", anchor]
    comments = [{"clause": anchor, "kind": "te", "text": "Say how fast."}]
    sent = {
        "idempotency_key": "a-key-that-the-program-made-up-by-chance",
        "capacity": "individual",
        "name": "Petra Program",
        "declaration": VERSION,
        "comments": comments,
    }
    to = f"/api/v1/consultations/{consultation.code}/submissions/"
    assert client.post(to, sent, content_type="application/json").status_code == 201
    assert Comment.objects.get().clause.anchor == anchor


def test_a_record_leads_to_it(cast, client, anchor):
    draft = scenes.drafted(cast)
    add_clause(revision=draft, title="Doors", anchor=anchor, body="A door shall be shut.", rationale="So.", by=cast.edda)
    first = freeze_revision(revision=draft, by=cast.edda)
    scenes.concluded(cast, first)
    second = scenes.revised(cast, first)
    scenes.agreed(cast, scenes.assessed(cast, second))
    publication = publish(revision=second, by=cast.april)
    page = client.get(publication.get_absolute_url()).text
    assert f'id="clause-{anchor}"' in page
    assert client.get(f"{publication.get_absolute_url()}html/").status_code == 200


@pytest.mark.parametrize("name", ["a b", "a.b", "a/b", "a%00", "x" * 81])
def test_what_is_no_anchor_is_no_address(cast, as_user, name):
    norm = norm_with_draft(cast)
    assert as_user(cast.edda).get(f"/desk/norms/{norm.code}/clauses/{name}/").status_code == 404
