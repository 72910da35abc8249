"""Whatever changes what public pages show leaves a note, however it is changed."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from comments.models import Comment
from comments.services import publish_comment
from norms.models import Norm
from normsite.foundation.changes.models import Change
from normsite.foundation.changes.queries import record_state, state
from normsite.foundation.changes.tasks import forget_old
from tests import scenes
from tests.comments.scenes import only_comment, send

# What no public page shows, and why.
UNTOLD = {
    "accounts": ("rolegrant", "membership", "unsentform", "lastform", "user_groups", "user_user_permissions"),
    "changes": ("change",),  # the notes themselves
    "controls": ("criteriaversion", "kepthits", "listimport"),  # counts what tells itself; what was computed from texts; files
    "ledger": ("entry", "salt"),  # only ever added, beside what they record
    # what was computed from texts; what was not decided on yet; what triggers keep of rows that tell themselves
    "norms": (
        *("keptredline", "importjob", "searchednorm", "searchedclause", "clearance"),
        # what the desk alone is shown; that a text is restricted tells in the revision itself
        *("restriction", "namedreader", "viewing", "legalhold", "sanctionslist", "sanctionsentry", "sanctionscheck"),
    ),
    "riskreviews": (
        *("screening_writers", "screeninghit", "opinion", "referral"),  # the desk's alone
        "verification",  # stands on a page that is made anew each time
        *("indicatorkey", "crossing", "crossing_reviews"),  # shown with readings and reviews, which tell
    ),
    "comments": (
        *("searchedcomment", "tally"),  # what was computed from texts
        *("keptform", "namedcolumns"),  # shown to whoever has uploaded a form alone
        *("draft", "draftlink"),  # what is not sent yet
        *("confidentialpart", "confidentialviewing"),  # shown to the desk and the sender alone
        *("commentimport", "importpiece", "importnote"),  # files of other systems, shown to the desk alone
        *("attachment", "attachmentcontent"),  # shown with their comment, which tells; a file, asked for by itself
    ),
    "export_control": ("searchedentry",),  # likewise
    "publication": ("passage", "printedtext"),  # likewise; a file, each asked for by itself
    "notifications": ("outboxmail", "letter"),
    "notices": ("follower", "subscription", "notice", "followedsearch", "bounce"),  # each shown to its own follower alone
    "webhooks": ("endpoint", "secret", "delivery", "attempt", "newevent"),  # their owners' alone
}
ROOMS = (
    "accounts",
    "changes",
    "controls",
    "export_control",
    "ledger",
    "norms",
    "notices",
    "notifications",
    "riskreviews",
    "comments",
    "publication",
    "webhooks",
    "withholding",
)


def topics() -> set[str]:
    """Since the notes were last forgotten."""
    return set(Change.objects.values_list("topic", flat=True))


def forget() -> None:
    Change.objects.all().delete()


def telling() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT c.relname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
            WHERE p.proname = 'changes_note'
        """)
        return {name for (name,) in cursor.fetchall()}


def test_every_table_tells_of_its_changes_or_is_shown_on_no_public_page(db):
    tables = {
        model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)
    }
    untold = {f"{room}_{name}" for room, names in UNTOLD.items() for name in names}
    assert telling() == tables - untold


def test_once_every_table_tells_a_note_stands_for_what_changed_before(db):
    forget()
    *_, last = import_module("normsite.portal.pages.migrations.0002_tables_tell").Migration.operations
    with connection.schema_editor() as editor:
        last.database_forwards("pages", editor, None, None)
    assert topics() == {"record", "intake"}


def test_a_changed_row_leaves_one_note_for_its_transaction(cast):
    norm = scenes.drafted(cast).norm
    forget()
    Norm.objects.filter(pk=norm.pk).update(summary="Anew.")
    Norm.objects.filter(pk=norm.pk).update(summary="And again.")
    assert list(Change.objects.values_list("topic", flat=True)) == ["record"]


def test_comments_that_come_in_are_told_apart_from_what_anybody_reads(cast):
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    forget()
    receipt = send(consultation, "Say how fast.")
    assert topics() == {"intake"}
    publish_comment(comment=only_comment(receipt), by=cast.sami)
    assert topics() == {"intake", "record"}


def test_a_comment_that_is_public_at_once_is_told_like_any_other_change(cast):
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    comment = only_comment(send(consultation, "Say how fast."))
    publish_comment(comment=comment, by=cast.sami)
    comment.refresh_from_db()
    forget()
    comment.pk, comment.code, comment.position = None, "C-2026-90001", 2
    Comment.objects.bulk_create([comment])
    assert topics() == {"record"}


def test_signing_in_changes_nothing_and_a_new_name_does(cast):
    forget()
    cast.edda.last_login = None
    cast.edda.save(update_fields=["last_login"])
    assert topics() == set()
    cast.edda.name = "Edda Anew"
    cast.edda.save(update_fields=["name"])
    assert topics() == {"record"}


def test_what_is_undone_leaves_the_state_as_it_was(cast):
    norm = scenes.drafted(cast).norm
    before = state()
    with transaction.atomic():
        Norm.objects.filter(pk=norm.pk).update(summary="Never mind.")
        transaction.set_rollback(True)
    assert state() == before


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_seen_late_changes_the_state_though_later_ones_were_seen_before(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO changes_change (id, topic, transaction) VALUES (1000001, 'record', 1), (1000003, 'record', 3)"
        )
        before = state()
        cursor.execute("INSERT INTO changes_change (id, topic, transaction) VALUES (1000002, 'record', 2)")
        assert state() != before


def note(number: int, seconds: int) -> None:
    """One that was left so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO changes_change (topic, transaction, at) VALUES ('record', %s, now() - make_interval(secs => %s))",
            [number, seconds],
        )


def kept() -> set[int]:
    return set(Change.objects.values_list("transaction", flat=True))


def test_notes_are_forgotten_once_every_server_has_seen_them(db):
    forget()
    for number, seconds in ((1, 90), (2, 80), (3, 70), (4, 50)):
        note(number, seconds)
    forget_old()
    assert kept() & {1, 2, 3, 4} == {4}


def test_the_few_notes_of_a_quiet_site_stay(db):
    forget()
    note(1, 90)
    note(2, 90)
    forget_old()
    assert kept() == {1, 2}


def test_a_state_never_comes_back_though_all_notes_of_what_came_between_are_forgotten(db):
    forget()
    before = record_state()
    for number in (1, 2, 3):
        note(number, 90)
    changed = record_state()
    forget_old()
    assert len({before, changed, record_state()}) == 3
