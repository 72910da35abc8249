"""The figures of a consultation: each table adds up to the total that stands above it."""

import re

import pytest

from comments.models import Comment, NewComment
from comments.queries import Wanted, participation, search_docket
from comments.services import decide_comment, publish_comment, publish_dispositions, withdraw_comment, withhold_comment
from tests.comments.scenes import answered, closed, only_comment, send


@pytest.fixture
def consultation(cast):
    """Five comments in four submissions: two published, one withheld, two withdrawn, one of these decided on before."""
    consultation = closed(cast)
    send(consultation, NewComment(text="One", kind="te"), NewComment(text="Two", kind="ed"), country="DE")
    send(consultation, "Three", capacity="organisation", organisation="A", organisation_kind="academia", country="FR")
    for words in ("Four", "Five"):
        receipt = send(consultation, words, capacity="anonymous")
        comment = publish_comment(comment=only_comment(receipt), by=cast.sami)
        if words == "Five":
            decide_comment(comment=comment, outcome="noted", reason="x", effect="editorial", by=cast.edda)
        withdraw_comment(comment=comment, token=receipt.token)
    for comment in Comment.objects.awaiting_moderation():
        if comment.text == "Three":
            withhold_comment(comment=comment, ground="abuse", reason="Rude.", by=cast.sami)
        else:
            publish_comment(comment=comment, by=cast.sami)
        answered(cast, comment)
    publish_dispositions(consultation=consultation, by=cast.sami)
    consultation.refresh_from_db()
    return consultation


def rows(figures):
    return [(figure.label, figure.number) for figure in figures]


def test_each_table_shows_what_is_not_said_and_what_was_withdrawn(consultation):
    figures = participation(consultation)
    assert (figures.submissions, figures.comments, figures.withdrawn) == (4, 5, 2)
    assert rows(figures.senders) == [("Academia", 1), ("Individuals", 1), ("Anonymous", 2)]
    assert rows(figures.countries) == [("France", 1), ("Germany", 1), ("Not said", 2)]
    assert rows(figures.kinds) == [("General", 3), ("Technical", 1), ("Editorial", 1)]
    assert rows(figures.outcomes) == [("Rejected", 3), ("Withdrawn", 2)]
    assert rows(figures.effects) == [("No change", 3), ("Withdrawn", 2)]


def test_the_page_states_the_total_to_which_each_table_adds_up(consultation, client):
    page = client.get(consultation.get_absolute_url()).content.decode()
    tables = re.findall(r"<caption.*?>\((\d+) \w+\)</span>.*?<tbody(.*?)</tbody>", page, re.DOTALL)
    totals = [int(total) for total, _ in tables]
    assert totals == [5, 5, 4, 4, 5]
    assert [sum(map(int, re.findall(r'numeric">(\d+)<', body))) for _, body in tables] == totals


def test_the_figures_lead_to_as_many_comments(consultation):
    for figure in participation(consultation).outcomes:
        assert search_docket(consultation, Wanted(outcome=figure.key)).total.number == figure.number
