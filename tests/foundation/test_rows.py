"""Rows written by `insert` are as Django would have written them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from normsite.foundation.ledger.models import Act, Entry, Salt
from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.rows import insert, insert_once

pytestmark = pytest.mark.django_db


def entry() -> Entry:
    return Entry(at=timezone.now(), act=Act.COMMENT_RECEIVED, code="C-2026-00001", leaf="{}", digest="ab")


def mail(occasion: str = "invitation/1") -> OutboxMail:
    return OutboxMail(occasion=occasion, to="nadia@home.example", message_id=f"<{occasion}@x>", not_before=timezone.now())


def test_rows_of_several_tables_are_read_back_as_they_were_written(django_assert_num_queries):
    first = entry()
    salts = [Salt(entry=first, field=field, salt="00") for field in ("email", "name", "text 1")]
    with django_assert_num_queries(1):
        insert(first, *salts)
    assert model_to_dict(Entry.objects.get()) == model_to_dict(first)
    assert list(Salt.objects.order_by("pk").values_list("pk", "field")) == [(salt.pk, salt.field) for salt in salts]
    assert {row._state.adding for row in (first, *salts)} == {False}


def test_what_a_model_adds_by_itself_is_added():
    insert(mail())
    kept = OutboxMail.objects.get()
    assert (kept.state, kept.attempts, timezone.now() - kept.created_at < timedelta(seconds=5)) == (
        MailState.WAITING,
        0,
        True,
    )


def test_a_row_that_stands_there_already_is_refused_by_the_database():
    insert(mail())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(mail())


def test_written_once_it_says_whether_it_was():
    assert [insert_once(mail()), insert_once(mail()), insert_once(mail("invitation/2"))] == [True, False, True]
    assert OutboxMail.objects.count() == 2
