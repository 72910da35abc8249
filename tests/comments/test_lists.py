"""The docket as files: the same comments as the pages and the interface tell, however long it is, with nothing held open."""

import csv
import io
import json

import pytest
from django.urls import reverse

from comments import documents
from comments.commenting_form.columns import COLUMNS
from comments.models import Consultation, NewComment
from comments.services import decide_comment, publish_comment, publish_dispositions, withdraw_comment, withhold_comment
from normsite.foundation.documents import csv_lines
from normsite.foundation.documents.formats import csv as csv_format
from tests.comments.scenes import answered, closed, only_comment, opened, published, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(cast) -> Consultation:
    """One comment in each state, one on each sort of place, by each sort of author."""
    consultation = closed(cast)
    published(
        cast,
        consultation,
        NewComment(text='=1+1 "Quoted",\nkeys 鍵', anchor="keys", kind="te", proposed_change="+x", own_reference="DE-1"),
    )
    published(
        cast,
        consultation,
        NewComment(text="On a question", question=1),
        capacity="organisation",
        name="Piet",
        organisation="Aerolith",
        organisation_kind="industry_sme",
    )
    withhold_comment(
        comment=only_comment(send(consultation, "Withheld words")), ground="abuse", reason="It insults people.", by=cast.sami
    )
    receipt = send(consultation, NewComment(text="Withdrawn words", anchor="alarms"))
    publish_comment(comment=only_comment(receipt), by=cast.sami)
    decide_comment(comment=only_comment(receipt), outcome="noted", reason="Lost words", effect="none", by=cast.edda)
    withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    published(cast, consultation, "By nobody", capacity="anonymous")
    return consultation


def conclude(cast, consultation: Consultation) -> None:
    for comment in consultation.comments.moderated():
        answered(cast, comment)
    publish_dispositions(consultation=consultation, by=cast.sami)


def lists(client, consultation) -> tuple[list, list]:
    written = client.get(reverse("comments:listing", args=[consultation.code])).getvalue()
    told = client.get(f"/api/v1/consultations/{consultation.code}/comments/").json()
    return json.loads(written), told["results"]


@pytest.mark.parametrize("concluded", [False, True])
def test_the_list_for_programs_is_what_the_interface_tells(cast, client, consultation, concluded):
    if concluded:
        conclude(cast, consultation)
    written, told = lists(client, consultation)
    assert written == told
    assert [one["state"] for one in written] == ["published", "published", "withheld", "withdrawn", "published"]
    assert [bool(one["disposition"]) for one in written] == [concluded, concluded, concluded, False, concluded]


@pytest.mark.parametrize("name", ["log", "listing"])
def test_a_list_tells_no_words_that_are_withheld_withdrawn_or_unread(cast, client, consultation, name):
    send(consultation, "Unread words")
    written = client.get(reverse(f"comments:{name}", args=[consultation.code])).getvalue().decode()
    for secret in ("Withheld words", "Withdrawn words", "Lost words", "Unread words", "Piet"):
        assert secret not in written
    assert "keys 鍵" in written


@pytest.mark.parametrize("name", ["log", "listing"])
def test_a_list_of_nothing_is_whole(cast, client, name):
    written = client.get(reverse(f"comments:{name}", args=[opened(cast).code])).getvalue().decode("utf-8-sig")
    assert written == {"log": ",".join(COLUMNS) + "\r\n", "listing": "[]\n"}[name]


def test_a_list_is_read_so_many_at_a_time_and_leaves_none_out(cast, client, consultation, monkeypatch):
    conclude(cast, consultation)
    whole = [client.get(reverse(f"comments:{name}", args=[consultation.code])).getvalue() for name in ("log", "listing")]
    monkeypatch.setattr(documents, "AT_ONCE", 2)
    monkeypatch.setattr(documents, "LINES_OF_A_PIECE", 1)
    monkeypatch.setattr(csv_format, "A_PIECE", 10)
    again = [client.get(reverse(f"comments:{name}", args=[consultation.code])) for name in ("log", "listing")]
    pieces = [list(response.streaming_content) for response in again]
    assert [b"".join(each) for each in pieces] == whole
    assert [len(each) > 4 for each in pieces] == [True, True]


def test_what_is_withheld_while_somebody_reads_is_withheld_in_what_follows(cast, consultation, monkeypatch):
    monkeypatch.setattr(documents, "AT_ONCE", 1)
    rows = documents.listed(consultation)
    assert next(rows).text.startswith("=1+1")
    second = consultation.comments.get(text="On a question")
    withhold_comment(comment=second, ground="abuse", reason="It insults people.", by=cast.sami)
    assert next(rows)[2:16] == ("withheld", "ge", second.received_at, None, None, None, 1, *[""] * 6, "abuse")


def test_no_cell_of_the_table_is_a_formula(consultation):
    written = b"".join(csv_lines(COLUMNS, map(documents.log_row, documents.listed(consultation)))).decode("utf-8-sig")
    first = list(csv.reader(io.StringIO(written)))[1]
    assert first[5:7] == ['\'=1+1 "Quoted",\nkeys 鍵', "'+x"]


def test_both_lists_are_linked_from_the_docket(client, consultation):
    page = client.get(reverse("comments:docket", args=[consultation.code])).text
    assert [f"{consultation.get_absolute_url()}comments.{end}" in page for end in ("csv", "json")] == [True, True]
