"""Hostile words in every field of a norm and a comment run nothing in a real browser, with our policy and even without it."""

import pytest

from comments.models import NewComment
from norms.services import add_clause, freeze_revision, register_norm
from tests.comments.scenes import opened, published
from tests.foundation.markup.test_hostile import HOSTILE
from tests.journeys.test_everyone import page_with_session

pytestmark = pytest.mark.browser

BAIT = '"><img src=x onerror=alert(1)><script>alert(1)</script>'


@pytest.fixture
def baited(people):
    """A norm and a comment that hold the bait wherever somebody may write."""
    norm = register_norm(title=f"Norm {BAIT}", summary=BAIT, scheme="iso", designation=BAIT[:40], by=people.edda)
    revision = norm.revisions.get()
    for number, words in enumerate(HOSTILE):
        body = f"{words}\n\nThe device shall go on."
        add_clause(revision=revision, title=f"{number} {BAIT}", anchor=f"c{number}", body=body, rationale=words, by=people.edda)
    consultation = opened(
        people,
        revision=freeze_revision(revision=revision, by=people.edda),
        title=BAIT,
        asks="\n\n".join(HOSTILE),
        questions=[BAIT],
    )
    said = NewComment(text=f"{BAIT}\n\n{HOSTILE[0]}", proposed_change="\n\n".join(HOSTILE), anchor="c1")
    comment = published(people, consultation, said, capacity="individual", name=BAIT[:60])
    return norm, revision, consultation, comment


@pytest.mark.parametrize("theatre", [True], ids=["with scripts"], indirect=True)
def test_hostile_words_run_nothing(theatre, people, baited, browser, as_user):
    norm, revision, consultation, comment = baited
    page = page_with_session(browser, theatre.address, as_user(people.sami))
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(f"dialog on {page.url}"), dialog.dismiss()))
    page.on("request", lambda request: alarms.append(request.url) if "evil.example" in request.url else None)
    page.on("framenavigated", lambda frame: alarms.append(frame.url) if not frame.url.startswith(theatre.address) else None)
    for path in (
        norm.get_absolute_url(),
        revision.get_absolute_url(),
        consultation.get_absolute_url(),
        comment.get_absolute_url(),
        f"/consultations/{consultation.code}/comments/",
        f"/consultations/{consultation.code}/comment/?clause=c1",
        "/search/?q=device",
        "/",
        "/norms/",
        "/desk/",
        f"/desk/norms/{norm.code}/",
        f"/desk/comments/{comment.code}/decide/",
        f"/desk/consultations/{consultation.code}/moderate/",
    ):
        answer = page.goto(theatre.address + path)
        assert (path, answer.status) == (path, 200)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        page.wait_for_timeout(50)  # a picture that fails to load calls its handler a moment later

    assert alarms == []
    page.context.close()
