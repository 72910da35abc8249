"""A word that is taken back is gone, within a second, from every copy that a web server keeps."""

import time

import pytest

from comments.models import Comment, CommentState
from comments.services import withdraw_comment, withhold_comment
from normsite.gateway.record import OLDEST_LOOK_SECONDS
from tests.cast import gather
from tests.gateway.conftest import started
from tests.gateway.talk import Served
from tests.leaks.addresses import addresses
from tests.leaks.crawl import unpacked
from tests.leaks.planting import BIRD, planted

# Behind a sign-in; without copies; frozen once and for all, with the words that stood there on that day.
ELSEWHERE = ("desk/", "accounts/", "api/", "rationale/")

pytestmark = pytest.mark.django_db(transaction=True)


def words_of(comment: Comment) -> set[str]:
    """The planted words that a public page shows of it."""
    said = " ".join([*(one.words for one in comment.said), comment.submission.author]).split()
    return {word.strip(".,()").lower() for word in said if word.lower().startswith(BIRD)}


def told(site: Served, paths: list[str], words: set[str]) -> tuple[set[str], set[str], int]:
    """Which of these words nobody in particular is told, at which addresses, and how many pages are copies, or not there: what
    bears the name of an author has a feed only as long as anybody may know the name. Files are no pages,
    nor is what leads to one by its code."""
    met, where, copied = set(), set(), 0
    for path in paths:
        answer = site.ask("GET", path)
        copied += "etag" in answer.headers or (answer.status == 404 and not path.startswith("/ref/") and "/files/" not in path)
        said = unpacked(answer.body).decode("utf-8", "replace").lower()
        found = {word for word in words if word in said}
        met |= found
        where |= {path} if found else set()
    return met, where, copied


def test_withheld_and_withdrawn_words_are_gone_from_every_copy_within_a_second(transactional_db, tmp_path):
    world = planted(gather())
    paths = sorted({one.path for one in addresses(world) if not one.route.startswith(ELSEWHERE)})
    public = list(Comment.objects.public().select_related("submission", "consultation").order_by("pk"))
    words = set().union(*map(words_of, public))
    tokens = {receipt.submission.pk: receipt.token for receipt in world.receipts.values()}
    with started(tmp_path, workers=1) as (site, _):
        before, shown_at, copied = told(site, paths, words)
        assert before == words
        assert told(site, paths, words)[1:] == (shown_at, copied)
        for number, comment in enumerate(public):
            if number % 2 or comment.consultation.concluded_at:
                withhold_comment(comment=comment, ground="personal_data", reason="Names a person.", by=world.cast.sami)
            else:
                withdraw_comment(comment=comment, token=tokens[comment.submission_id])
        states = set(Comment.objects.filter(pk__in=[one.pk for one in public]).values_list("state", flat=True))
        time.sleep(OLDEST_LOOK_SECONDS)
        after = told(site, paths, words)
    assert states == {CommentState.WITHHELD, CommentState.WITHDRAWN}
    assert after == (set(), set(), copied)
    assert copied > 20
