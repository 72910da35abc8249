"""What programs read: public texts, consultations, published norms; and a description made from the code."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command

from norms.services import add_clause, freeze_revision
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.comments.scenes import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    story = scenes.ready(cast)
    publish(revision=story.second, by=cast.april)
    return story


def test_a_published_norm_is_listed_with_its_digest(story, client):
    listed = client.get("/api/v1/publications/").json()["results"]
    page = client.get(f"/rationale/{listed[0]['code']}/").content.decode()
    assert [(one["norm"], one["revision"]) for one in listed] == [(story.norm.code, 2)]
    assert listed[0]["digest"] in page


def test_the_clauses_come_in_reading_order_with_their_provisions(story, client):
    clauses = client.get(f"/api/v1/norms/{story.norm.code}/revisions/2/clauses/").json()
    assert [(one["number"], one["anchor"]) for one in clauses] == [("1", "scope"), ("2", "keys"), ("3", "alarms")]
    assert [(one["kind"], one["keyword"], one["text"]) for one in clauses[1]["provisions"]] == [
        ("requirement", "shall", "The module shall erase keys within one second.")
    ]


def test_a_clause_gives_its_source_its_plain_words_and_what_the_page_shows(cast, client):
    draft = scenes.drafted(cast)
    source = "The *module* shall be shut.\n\na) at 10^6^ Hz\nb) ~~never~~"
    add_clause(revision=draft, title="Doors", anchor="doors", body=source, rationale="So.", by=cast.edda)
    consultation = opened(cast, revision=freeze_revision(revision=draft, by=cast.edda))
    doors = client.get(f"/api/v1/norms/{draft.norm.code}/revisions/1/clauses/").json()[-1]
    stored = draft.clauses.get(anchor="doors")
    assert (doors["body"], doors["text"], doors["html"]) == (source, stored.words, stored.body_html)
    assert doors["text"].startswith("The module shall be shut.\n")
    assert '<ol class="paren" type="a">' in doors["html"]
    assert doors["html"] in client.get(consultation.revision.get_absolute_url()).text


def test_a_norm_says_how_its_text_is_written_and_numbered(story, client):
    norm = client.get(f"/api/v1/norms/{story.norm.code}/").json()
    assert [norm[name] for name in ("scheme", "dialect", "numbering")] == ["iso", "commonmark", "computed"]


def test_an_answer_is_read_with_its_comment(story, client):
    listed = client.get(f"/api/v1/consultations/{story.consultation.code}/comments/").json()["results"]
    answers = {one["code"]: one["disposition"] and one["disposition"]["outcome"] for one in listed}
    assert answers == {story.rosas.code: "accepted", story.walters.code: "rejected", story.veras.code: None}


def test_a_norm_is_listed_from_the_moment_of_its_release(cast, client):
    norm = opened(cast, since=timedelta(0)).revision.norm
    assert [one["code"] for one in client.get("/api/v1/norms/").json()["results"]] == [norm.code]
    assert client.get(f"/api/v1/norms/{norm.code}/").status_code == 200


def test_the_description_is_made_without_a_warning(tmp_path):
    schema = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(schema))
    assert schema.read_text().startswith("openapi: 3.")


@pytest.fixture
def described(client) -> dict[str, Any]:
    return client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()


def test_every_operation_says_what_an_address_tells_that_leads_nowhere(described):
    told = {
        f"{method} {path}": operation["responses"].get("404", {}).get("content", {}).get("application/json", {}).get("schema")
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    }
    assert [name for name, schema in told.items() if schema != {"$ref": "#/components/schemas/Nothing"}] == []
    assert len(told) == 23


@pytest.mark.parametrize(
    "address", ["norms/N-999/", "norms/N-1/revisions/first/clauses/", "nowhere/", "norms/%00/", "norms/?cursor=x"]
)
def test_what_is_said_of_an_address_that_leads_nowhere_holds(described, client, address):
    told = client.get(f"/api/v1/{address}")
    assert (told.status_code, told.headers["Content-Type"]) == (404, "application/json")
    assert list(told.json()) == list(described["components"]["schemas"]["Nothing"]["properties"]) == ["detail"]


def test_the_description_says_that_a_comment_has_words_and_need_propose_nothing(described):
    sent = described["components"]["schemas"]["SentComment"]["properties"]
    assert (sent["text"]["minLength"], sent["text"]["maxLength"]) == (1, 10_000)
    assert "minLength" not in sent["proposed_change"]
    listed = described["components"]["schemas"]["SentSubmission"]["properties"]["comments"]
    assert (listed["minItems"], listed["maxItems"]) == (1, 500)


def test_the_description_for_people_fetches_nothing_from_elsewhere(client):
    page = client.get("/api/").content.decode()
    script = client.get("/api/?script=").content.decode()
    assert 'src="http' not in page
    assert 'href="http' not in page
    assert "https://" not in script


@pytest.mark.parametrize("position", ["abc", "", "%00", "9" * 30, "²"])
def test_a_cursor_that_somebody_made_up_leads_nowhere(client, position):
    cursor = b64encode(urlencode({"p": position}).encode()).decode()
    response = client.get("/api/v1/norms/", {"cursor": cursor})
    assert (response.status_code, response.json()) == (404, {"detail": "Invalid cursor"})


@pytest.mark.parametrize("address", ["norms/N-999/revisions/", "consultations/C-9999/comments/"])
def test_what_belongs_to_nothing_known_is_not_found(client, address):
    assert client.get(f"/api/v1/{address}").status_code == 404
