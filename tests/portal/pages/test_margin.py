"""What stands beside a clause: how many comments, the first of them with their words marked, and where the most are."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import NewComment
from comments.services import withhold_comment
from tests.comments.scenes import frozen_revision, opened, published, send

pytestmark = pytest.mark.django_db

ERASE: dict[str, Any] = {"anchor": "keys", "passage": "shall erase", "passage_start": 11}


def of_keys(consultation) -> str:
    return f"{consultation.revision.get_absolute_url()}clauses/keys/comments/"


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def cells(page: str) -> list[str]:
    """What each cell of the strip says to who points at it."""
    return re.findall(r'title="(\d[^"]*: \d+ comments?)"', page)


def test_the_number_beside_a_clause_leads_to_the_first_comments_with_their_passage_marked(cast, client):
    consultation = opened(cast)
    shown = published(cast, consultation, NewComment(text="Why? " * 99, **ERASE))
    reading = client.get(consultation.revision.get_absolute_url()).text
    assert reading.count("data-margin") == 1
    assert f'href="{of_keys(consultation)}"' in reading
    page = client.get(of_keys(consultation)).text
    assert re.search(r"module <mark><em[^>]*>shall</em> erase</mark> keys", page)
    assert "<strong><bdi>Nadia Nowak</bdi></strong>" in page
    assert shown.get_absolute_url() in page
    assert f"{'Why? ' * 39}Why?…" in page
    assert f"/consultations/{consultation.code}/comments/?clause=keys#comments" in page


def test_of_many_comments_the_first_stand_there_and_all_are_counted(cast, client):
    consultation = opened(cast)
    codes = [published(cast, consultation, NewComment(text="Why?", anchor="keys")).code for _ in range(6)]
    page = client.get(of_keys(consultation)).text
    assert list(dict.fromkeys(re.findall(r"C-\d{4}-\d{5}", page))) == codes[:4]
    assert "All 6 in full" in page


def test_words_that_nobody_may_read_stand_in_no_margin(cast, client):
    consultation = opened(cast)
    send(consultation, NewComment(text="Unread Medlar", **ERASE), name="Ulla Unread", capacity="individual")
    held = published(cast, consultation, NewComment(text="Withheld Quince", **ERASE), name="Walter", capacity="individual")
    withhold_comment(comment=held, ground="abuse", reason="Insults.", by=cast.sami)
    page = client.get(of_keys(consultation)).text
    assert "No comment on this clause is published yet." in page
    assert [word for word in ("Medlar", "Ulla", "Quince", "Walter", "<mark>") if word in page] == []
    reading = client.get(consultation.revision.get_absolute_url()).text
    assert ("data-margin" in reading, cells(reading)) == (False, [])


def test_a_margin_is_found_where_a_text_is_consulted_on_and_has_the_clause(cast, client):
    consultation = opened(cast)
    text = consultation.revision.get_absolute_url()
    unasked = frozen_revision(cast, "Unasked modules").get_absolute_url()
    strange = [f"{text}clauses/nowhere/comments/", f"{text}clauses/%00/comments/", f"{unasked}clauses/keys/comments/"]
    assert [client.get(address).status_code for address in strange] == [404, 404, 404]


def test_the_strip_has_a_cell_for_each_clause_on_both_pages_and_a_table_of_the_same(cast, client):
    consultation = opened(cast)
    for anchor in ("keys", "keys", "alarms"):
        published(cast, consultation, NewComment(text="Why?", anchor=anchor))
    published(cast, consultation, "On the whole text.")
    text = consultation.revision.get_absolute_url()
    for address, before in ((text, ""), (consultation.get_absolute_url(), text)):
        page = client.get(address).text
        assert cells(page) == ["1 Scope: 0 comments", "2 Keys: 2 comments", "3 Alarms: 1 comment"]
        table = page[page.index("as a table") :]
        assert re.findall(r'href="([^"]*)#(?:keys|alarms)">.*?numeric">(\d+)<', table, re.DOTALL)[:2] == [
            (before, "2"),
            (before, "1"),
        ]


def test_the_pages_cost_the_same_with_one_comment_and_with_more(cast, client):
    consultation = opened(cast)
    places = (consultation.revision.get_absolute_url(), consultation.get_absolute_url(), of_keys(consultation))
    published(cast, consultation, NewComment(text="Why?", **ERASE))
    one = [queries(client, place) for place in places]
    for anchor in ("keys", "alarms", "scope"):
        published(cast, consultation, NewComment(text="Why?", anchor=anchor))
    assert [queries(client, place) for place in places] == one
    assert max(one) <= 12
