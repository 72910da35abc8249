"""Withheld comments under the facts of all that is withheld: who decided, since when, until when, and what became of it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from comments.models import Comment, NewComment
from comments.services import open_confidential_part, publish_comment, withdraw_comment, withhold_comment
from normsite.foundation.accounts.models import Role
from normsite.foundation.errors import Refused
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import Words
from normsite.foundation.withholding.tasks import look_again
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.portal.withheld.deciding import make_public, renew_withholding
from tests import scenes
from tests.cast import person
from tests.comments.scenes import only_comment, opened, send
from tests.portal.withheld.scenes import in_days
from tests.portal.withheld.scenes import withheld as withheld_part
from tests.riskreviews.test_pages import words

SECRET = "Pin seven stops the alarm."
BECAUSE = "It tells how to defeat a module."
KEPT = NewComment(
    text="See the figures.",
    anchor="keys",
    confidential="Yield is 40 percent.",
    confidential_ground="controlled",
    confidential_reason="Figures of a supplier.",
)


@pytest.fixture
def receipt(cast):
    return send(opened(cast), NewComment(text=SECRET, anchor="keys"))


@pytest.fixture
def comment(receipt) -> Comment:
    return only_comment(receipt)


def withheld(cast, comment, **given) -> Withholding:
    withhold_comment(comment=comment, ground="security", reason=BECAUSE, by=cast.sami, **given)
    return Withholding.objects.get(about=comment.code)


def test_a_withheld_comment_has_its_gap_in_the_register_for_a_year_unless_a_day_is_named(cast, comment, client):
    made = withheld(cast, comment)
    assert (made.basis, made.reason, made.authorised_by, made.until) == ("security", BECAUSE, cast.sami, in_days(365))
    assert made.measure == f"{len(SECRET)} characters"
    register, page = words(client.get("/withheld/")), words(client.get(comment.get_absolute_url()))
    assert f"{made.code} Comment {comment.code}" in register
    assert "Authorised by" in page
    assert made.code in page
    assert SECRET not in register + page + words(client.get(made.get_absolute_url()))


def test_ground_and_reason_are_put_right_by_the_same_person_and_another_day_takes_another(cast, comment):
    made = withheld(cast, comment, until=in_days(100))
    withhold_comment(comment=comment, ground="trade_secret", reason="A recipe.", by=cast.sami)
    made.refresh_from_db()
    assert (made.basis, made.reason, made.until, made.authorised_by) == ("trade_secret", "A recipe.", in_days(100), cast.sami)
    with pytest.raises(Refused, match="Another person has to decide"):
        withhold_comment(comment=comment, ground="trade_secret", reason="A recipe.", by=cast.sami, until=in_days(200))
    colleague = person("Sana", Role.SECRETARY)
    renew_withholding(withholding=made, basis="trade_secret", reason="A recipe.", until=in_days(200), by=colleague)
    made.refresh_from_db()
    assert (made.until, made.authorised_by) == (in_days(200), colleague)
    assert [one.get_act_display() for one in made.decisions.all()] == [
        "Withheld",
        "Ground or reason put right",
        "Withheld further",
    ]


def test_published_after_all_it_is_told_that_and_why_it_was_withheld(cast, comment, client):
    made = withheld(cast, comment)
    make_public(withholding=made, reason="The module is mended.", by=cast.sami)
    comment.refresh_from_db()
    assert comment.state == "published"
    history = words(client.get(made.get_absolute_url()))
    assert [one for one in (SECRET, BECAUSE, "The module is mended.") if one not in history] == []


def test_withdrawn_it_leaves_the_register_and_comes_due_no_more(cast, receipt, comment, client):
    made = withheld(cast, comment)
    withdraw_comment(comment=comment, token=receipt.token)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert not Withholding.objects.come_due(in_days(400)).exists()


def test_a_confidential_part_is_withheld_from_the_publication_on_and_only_its_sender_can_make_it_public(cast, client, as_user):
    comment = only_comment(send(opened(cast), KEPT))
    assert not Withholding.objects.exists()
    publish_comment(comment=comment, by=cast.sami)
    made = Withholding.objects.get()
    assert (made.kind, made.basis, made.reason, made.length) == ("confidential", "export_control", "Figures of a supplier.", 20)
    pages = words(client.get(made.get_absolute_url())) + words(as_user(cast.sami).get(made.get_absolute_url()))
    assert "Yield" not in pages
    with pytest.raises(Refused, match="so it can't be made public here"):
        make_public(withholding=made, reason="Why not.", by=cast.april)
    open_confidential_part(comment=comment, by=cast.rhea)
    renewed = renew_withholding(withholding=made, basis="trade_secret", reason="Still.", until=in_days(700), by=cast.rhea)
    assert renewed.length == 20


def migrated(name):
    """What stands after the two statements of a migration of comments, run twice."""
    migration = import_module(f"comments.migrations.{name}")
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(migration.FACTS)
            cursor.execute(migration.DECISIONS)
    look_again()
    made = Withholding.objects.get()
    assert (made.task_opened_on, made.overdue_since, made.until) == (None, None, in_days(365))
    assert [(one.by, one.at, one.until) for one in made.decisions.all()] == [(made.authorised_by, made.since, made.until)]
    return made


@pytest.mark.parametrize("days", [0, 400, 1500])
def test_earlier_withheld_comments_get_their_facts_once_and_come_due_in_a_year(cast, comment, days):
    at = timezone.now() - timedelta(days=days)
    as_before = {"state": "withheld", "withheld_ground": "abuse", "withheld_reason": BECAUSE}
    Comment.objects.filter(pk=comment.pk).update(**as_before, moderated_at=at, moderated_by=cast.sami)
    made = migrated("0031_withheld_with_facts")
    assert (made.about, made.basis, made.authorised_by, made.since) == (comment.code, "abuse", cast.sami, at)


@pytest.mark.parametrize("days", [0, 400, 1500])
def test_confidential_parts_of_comments_published_before_get_their_facts_once_and_come_due_in_a_year(cast, days):
    comment = only_comment(send(opened(cast), KEPT))
    at = timezone.now() - timedelta(days=days)
    Comment.objects.filter(pk=comment.pk).update(state="published", moderated_at=at, moderated_by=cast.sami)
    made = migrated("0032_confidential_parts_with_facts")
    assert (made.part, made.basis, made.reason) == (
        Part(Kind.CONFIDENTIAL, comment.code),
        "export_control",
        "Figures of a supplier.",
    )
    assert (made.authorised_by, made.since, made.norm) == (cast.sami, at, comment.consultation.revision.norm.code)
    assert (made.length, made.fingerprint) == (20, Words(KEPT.confidential).fingerprint)


def test_parts_of_comments_that_nobody_has_published_are_not_told_by_the_migration(cast):
    send(opened(cast), KEPT)
    migration = import_module("comments.migrations.0032_confidential_parts_with_facts")
    with connection.cursor() as cursor:
        cursor.execute(migration.FACTS)
    assert not Withholding.objects.exists()


def test_who_may_not_read_a_withheld_rationale_does_not_meet_it_beside_the_decision(cast, as_user):
    rosas, *_ = scenes.spoken(cast, scenes.opened(cast, scenes.frozen(cast)))
    why = "A key left behind is read by the finder."
    withheld_part("rationale", rosas.consultation.revision.norm.code, "keys", by=cast.april)
    shown = {one: words(as_user(one).get(f"/desk/comments/{rosas.code}/decide/")) for one in (cast.edda, cast.olu, cast.ada)}
    assert [why in page for page in shown.values()] == [True, False, False]
