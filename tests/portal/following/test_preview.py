"""Staff see what mails look like before anybody gets one."""

import pytest

from comments.services import publish_comment
from normsite.foundation.notices.models import Event
from normsite.foundation.notices.staff import tell_staff
from normsite.foundation.notifications.models import OutboxMail
from tests import scenes
from tests.comments.scenes import only_comment, send
from tests.foundation.notices.scenes import told

pytestmark = pytest.mark.django_db

PAGE, MAIL = "/desk/notices/preview/", "/desk/notices/preview/mail/"
TITLE = "Open for comments: Draft of quantum key modules"


@pytest.fixture
def open_now(cast):
    return scenes.opened(cast, scenes.frozen(cast), days_ago=0)


def test_a_mail_is_made_of_what_has_happened_and_nothing_is_sent(cast, open_now, as_user):
    before = OutboxMail.objects.count()
    sami = as_user(cast.sami)
    page = sami.get(PAGE, {"of": "consultation_opened"})
    assert page.context["mail"].subject == TITLE
    assert {"List-Id", "List-Unsubscribe", "Auto-Submitted"} <= set(page.context["headers"])
    assert page.text.count(f'src="{MAIL}?of=consultation_opened"') == 2
    assert TITLE in sami.get(MAIL, {"of": "consultation_opened"}).text
    assert sami.get(PAGE).context["mail"].subject == f"1 thing today: {TITLE}"
    assert sami.get(PAGE, {"of": "weekly"}).context["mail"].subject == f"1 thing this week: {TITLE}"
    assert OutboxMail.objects.count() == before


def test_a_mail_stands_in_a_frame_that_lets_it_do_nothing(cast, open_now, as_user):
    sami = as_user(cast.sami)
    page, mail = sami.get(PAGE), sami.get(MAIL, {"of": "daily"})
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    assert (mail["Content-Security-Policy"], mail["X-Frame-Options"]) == (policy, "SAMEORIGIN")
    assert page["X-Frame-Options"] == "DENY"


def test_its_links_stop_nothing(cast, open_now, as_user):
    text = as_user(cast.sami).get(PAGE).context["mail"].text
    assert ["/notices/stop/" in text, "/notices/mine/" in text] == [False, False]


def test_what_was_told_to_a_colleague_alone_is_not_shown(cast, as_user):
    tell_staff("work_waits", [cast.ada], occasion="work", path="/desk/", sentence="Read Medlar", about="", was_due_at=None)
    told()
    theirs, others = (as_user(person).get(PAGE, {"of": "work_waits"}) for person in (cast.ada, cast.sami))
    assert ["Medlar" in page.text for page in (theirs, others)] == [True, False]
    assert as_user(cast.sami).get(MAIL, {"of": "work_waits"}).status_code == 404


def test_what_is_told_no_more_is_not_shown(cast, open_now, as_user):
    comment = only_comment(send(open_now, "Keys melt at noon.", **scenes.ROSA))
    publish_comment(comment=comment, by=cast.sami)
    sami = as_user(cast.sami)
    assert comment.code in sami.get(PAGE, {"of": "comment_published"}).text
    Event.objects.filter(kind="comment_published").update(withdrawn_at=open_now.opens_at)
    assert sami.get(PAGE, {"of": "comment_published"}).context["mail"] is None


def test_there_is_no_mail_of_a_kind_that_nobody_has_heard_of(cast, as_user):
    sami = as_user(cast.sami)
    assert [sami.get(page, {"of": "medlar"}).status_code for page in (PAGE, MAIL)] == [404, 404]


@pytest.mark.parametrize("who", ["edda", "rhea", "piet", "april", "olu", "nils"])
def test_nobody_else_may_look(cast, open_now, as_user, who):
    client = as_user(getattr(cast, who))
    assert [client.get(page, {"of": "daily"}).status_code for page in (PAGE, MAIL)] == [403, 403]
