"""What everybody reads of positions: the page of a norm, its table, the interface; and nothing of drafts."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from norms.models import Clause, Position
from norms.services import add_carve_out, change_position, draft_position, publish_position
from normsite.foundation.accounts.models import Membership, Organisation
from normsite.portal.export_control.views.positions import next_turn
from tests import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision(cast):
    """A text that is open for comment, so anybody may read it."""
    revision = scenes.frozen(cast)
    scenes.opened(cast, revision, days_ago=10)
    revision.refresh_from_db()
    return revision


def stated(cast, revision, country, adoption="mod", *, publish=True, name="", **facts) -> Position:
    body, _ = Organisation.objects.get_or_create(name=name or f"Body of {country}", kind="national_body", country=country)
    Membership.objects.get_or_create(user=cast.nils, organisation=body)
    draft = draft_position(norm=revision.norm, body=body, by=cast.nils)
    draft = change_position(
        position=draft, version=draft.version, adoption=adoption, designation="", statement=f"Said in {country}.", by=cast.nils
    )
    if adoption == "mod":
        given = {"starts_on": date(2026, 1, 1), "ends_on": None, "reason": f"Reason of {country}", "legal_basis": "Act"} | facts
        keys = Clause.objects.get(revision=revision, anchor="keys")
        add_carve_out(position=draft, clause=keys, source="https://law.example/act", by=cast.nils, **given)
    return publish_position(position=draft, by=cast.nils) if publish else draft


def page(norm):
    return reverse("export_control:positions", args=[norm.code])


def test_a_norm_leads_to_the_positions_on_it(client, revision):
    norm = revision.norm
    assert page(norm) in client.get(norm.get_absolute_url()).content.decode()
    assert "No country has stated a position yet" in client.get(page(norm)).content.decode()


def test_what_is_published_is_shown_and_drafts_are_nowhere(cast, client, as_user, revision):
    stated(cast, revision, "NO")
    stated(cast, revision, "CL", publish=False)
    addresses = [
        page(revision.norm),
        reverse("export_control:positions_csv", args=[revision.norm.code]),
        reverse("api:positions", args=[revision.norm.code]),
    ]
    for reader in (client, as_user(cast.ada), as_user(cast.nils)):
        for address in addresses:
            answer = reader.get(address)
            told = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert (b"Reason of NO" in told, b"of CL" in told, b"in CL" in told) == (True, False, False)


def test_the_figures_stand_on_the_page(cast, client, revision):
    stated(cast, revision, "NO")
    stated(cast, revision, "KR", "idt")
    matrix = client.get(page(revision.norm)).context["matrix"]
    assert (matrix.share_identical, matrix.fragmentation) == (1 / 2, 1 / (2 * len(matrix.lines)))


def test_the_table_can_be_taken_in_again(cast, client, revision):
    stated(cast, revision, "NO", ends_on=date(2026, 12, 31))
    stated(cast, revision, "KE", "not")
    answer = client.get(reverse("export_control:positions_csv", args=[revision.norm.code]))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["jurisdiction"], row["adoption"], row["clause"], row["from"], row["until"]) for row in rows] == [
        ("KE", "not", "", "", ""),
        ("NO", "mod", "keys", "2026-01-01", "2026-12-31"),
    ]


def test_the_interface_tells_what_the_page_tells(cast, client, revision):
    stated(cast, revision, "NO")
    (told,) = client.get(reverse("api:positions", args=[revision.norm.code])).json()
    assert (told["jurisdiction"], told["body"], told["adoption"], told["revision"]) == ("NO", "Body of NO", "mod", 1)
    assert told["carve_outs"] == [
        {
            "clause": "keys",
            "number": Clause.objects.get(revision=revision, anchor="keys").number,
            "reason": "Reason of NO",
            "legal_basis": "Act",
            "source": "https://law.example/act",
            "until": None,
            "from": "2026-01-01",
        }
    ]


def test_a_norm_that_nobody_may_read_has_no_such_page(cast, client):
    hidden = scenes.drafted(cast).norm
    for name in ("export_control:positions", "export_control:positions_csv", "api:positions"):
        assert client.get(reverse(name, args=[hidden.code])).status_code == 404


def test_the_page_is_made_anew_when_a_carve_out_begins_or_ends(cast, revision):
    today = timezone.localdate()
    stated(cast, revision, "NO", starts_on=today + timedelta(days=3), ends_on=today + timedelta(days=9))
    stated(cast, revision, "CL", starts_on=today - timedelta(days=3), ends_on=today)
    assert timezone.localtime(next_turn()).date() == today + timedelta(days=1)
    Position.objects.get(jurisdiction="CL").carve_outs.all().delete()
    assert timezone.localtime(next_turn()).date() == today + timedelta(days=3)


def test_the_worked_example_names_its_sources(client):
    shown = client.get(reverse("export_control:divergence")).content.decode()
    for source in ("2024-15810", "89-FR-72926", "C_202300441", "52024XC05881", "reg/2021/821"):
        assert source in shown


def test_three_positions_cost_no_more_statements_than_one(cast, client, revision, django_assert_num_queries):
    stated(cast, revision, "NO")
    client.get(page(revision.norm))
    with django_assert_num_queries(7):
        client.get(page(revision.norm))
    for country in ("CL", "KR"):
        stated(cast, revision, country)
    with django_assert_num_queries(7):
        client.get(page(revision.norm))
