"""What the database keeps for search and figures: what stands in the record, whatever is done to it and in whatever way."""

import itertools
from importlib import import_module
from typing import Any

import pytest

from comments.models import ANSWER, PARTS, SPANS, Comment, Disposition, NewComment, SearchedComment, Submission, Tally
from comments.queries import Wanted, participation, public_counts, search_docket
from comments.services import (
    approve_disposition,
    decide_comment,
    fold_tallies,
    publish_comment,
    publish_dispositions,
    react,
    withdraw_comment,
    withhold_comment,
)
from comments.spans import newest_first, oldest_first
from tests.bench.crowd import Editor
from tests.comments.scenes import closed, opened, published, send

pytestmark = pytest.mark.django_db
STEPS = import_module("comments.migrations.0010_search_and_count_earlier")


def kept() -> tuple[list, dict]:
    """What is kept now: words and facts of each comment, and the sums of the tallies."""
    rows = list(SearchedComment.objects.order_by("pk").values_list("pk", "facts", "words"))
    sums: dict[tuple, int] = {}
    for *what, number in Tally.objects.values_list("consultation", "figure", "key", "number"):
        sums[tuple(what)] = sums.get(tuple(what), 0) + number
    return rows, {what: number for what, number in sums.items() if number}


def made_anew() -> tuple[list, dict]:
    """The same, read from the record as if nothing had been kept."""
    SearchedComment.objects.all().delete()
    STEPS.take_in(None, Editor)
    return kept()


def test_each_act_leaves_what_would_be_read_anew(cast):
    consultation = closed(cast)
    receipts = [send(consultation, NewComment(text=f"Words {n}", anchor="keys", kind="te"), country="DE") for n in range(5)]
    receipts += [send(consultation, NewComment(text="On a question", question=1), "On all", capacity="anonymous")]
    assert SearchedComment.objects.count() == 0
    comments = list(Comment.objects.order_by("pk"))
    for comment in comments:
        publish_comment(comment=comment, by=cast.sami)
    withhold_comment(comment=comments[0], ground="abuse", reason="Rude.", by=cast.sami)
    withhold_comment(comment=comments[1], ground="abuse", reason="Rude.", by=cast.sami)
    publish_comment(comment=comments[1], by=cast.sami)
    for number, comment in enumerate(comments):
        outcome, effect = ("noted", "none") if number % 2 else ("partial", "substantive")
        decide_comment(comment=comment, outcome="rejected", reason="x", effect="editorial", by=cast.edda)
        answer = decide_comment(comment=comment, outcome=outcome, reason="x", effect=effect, by=cast.edda)
        approve_disposition(disposition=answer, by=cast.april)
    withdraw_comment(comment=comments[2], token=receipts[2].token)
    publish_dispositions(consultation=consultation, by=cast.sami)
    react(disposition=comments[3].disposition, reaction="objects", text="No.", token=receipts[3].token)
    assert kept() == made_anew()
    rows, sums = kept()
    assert [words is None for _, _, words in rows] == [True, False, True, False, False, False, False]
    assert sums[(consultation.pk, "clause", "keys")] == 3


def test_what_is_written_past_the_services_is_kept_too(cast):
    consultation = opened(cast)
    comment = published(cast, consultation, NewComment(text="Marmots", anchor="keys"), name="Nadia", capacity="individual")
    Comment.objects.filter(pk=comment.pk).update(text="Otters", kind="ed", clause=None)
    Submission.objects.update(name="Zenobia")
    assert kept()[0] == made_anew()[0]
    found = {
        word: search_docket(consultation, Wanted(words=word)).total.number for word in ("otter", "marmot", "zenobia", "nadia")
    }
    assert found == {"otter": 1, "marmot": 0, "zenobia": 1, "nadia": 0}
    Disposition.objects.filter(comment=comment).delete()
    Comment.objects.filter(pk=comment.pk).update(state="received")
    assert kept()[0] == []
    assert participation(consultation).waiting == 1


def test_earlier_comments_are_taken_in_once_and_what_comes_meanwhile_is_not_counted_twice(cast):
    consultation = opened(cast)
    published(cast, consultation, NewComment(text="Early", anchor="keys"))
    SearchedComment.objects.all().delete()
    Tally.objects.all().delete()
    send(consultation, "Meanwhile")
    for _ in range(2):
        STEPS.take_in(None, Editor)
    figures = participation(consultation)
    assert (figures.submissions, figures.comments, figures.published, figures.waiting) == (2, 2, 1, 1)
    assert search_docket(consultation, Wanted(words="early")).total.number == 1


def test_folding_changes_no_figure(cast):
    consultation = opened(cast)
    for number in range(3):
        published(cast, consultation, NewComment(text=str(number), anchor="keys"), country="FR")
    send(consultation, "Waits")
    before = participation(consultation), public_counts(consultation)
    fold_tallies()
    assert (participation(consultation), public_counts(consultation)) == before
    keys = list(Tally.objects.values_list("consultation", "figure", "key"))
    assert len(keys) == len(set(keys))
    ids = set(Tally.objects.values_list("pk", flat=True))
    fold_tallies()
    assert set(Tally.objects.values_list("pk", flat=True)) == ids


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_part_of_a_comment_is_searched_while_it_is_published(cast, part):
    consultation = opened(cast, questions=["What first? | erase keys | raise an alarm"])
    on = {"question": 1} if part == ANSWER else {"anchor": "keys"}
    words: dict[str, Any] = {"text": "Words", part.name: "erase keys"} | on
    comment = published(cast, consultation, NewComment(**words))
    assert search_docket(consultation, Wanted(words="Erased")).comments == [comment]
    withhold_comment(comment=comment, ground="abuse", reason="Rude.", by=cast.sami)
    assert search_docket(consultation, Wanted(words="Erased")).comments == []


@pytest.mark.parametrize("last", [0, 1, 4_095, 4_096, 70_000, 131_071, 131_072, 999_999, 5_000_000])
@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_every_key_lies_in_one_of_the_spans_that_are_opened_and_in_order(last, share):
    start = int(last * share)

    def spans(names) -> list[tuple[int, int]]:
        parts = [name.split(":") for name in names]
        return [(int(number) * SPANS[int(level)], (int(number) + 1) * SPANS[int(level)]) for _, level, number in parts]

    upwards, downwards = spans(oldest_first(start, last)), spans(newest_first(last))[::-1]
    for opened_ones, first in ((upwards, start), (downwards, 0)):
        assert opened_ones[0][0] <= first
        assert opened_ones[-1][1] > last
        assert all(one[1] == following[0] for one, following in itertools.pairwise(opened_ones))
        assert len(opened_ones) <= 40
