"""What control lists find in a comment: shown to the moderator, published only after somebody who knows has looked at it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments import tasks
from comments.models import Attached, Attachment, Comment, NewComment
from comments.queries import hits, hits_in
from comments.services import keep_files, publish_comment
from comments.views import moderation
from normsite.foundation.controls.models import KeptHits
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Entry
from tests.comments.scenes import only_comment, opened, send
from tests.riskreviews.screenings import edition_of

PASTED = "Our own device of 5A002 does it so."


def waiting(cast, consultation, *words: str) -> list[Comment]:
    return [only_comment(send(consultation, one)) for one in words]


def test_a_comment_that_names_a_listed_entry_waits_for_somebody_who_knows(cast):
    pasted, harmless = waiting(cast, opened(cast), PASTED, "Clause 2 is long.")
    edition_of()

    with pytest.raises(Refused, match="may hold controlled technology"):
        publish_comment(comment=pasted, by=cast.sami)
    assert publish_comment(comment=harmless, by=cast.sami).state == "published"
    assert publish_comment(comment=pasted, by=cast.sami, looked_at=True).state == "published"
    leaves = dict(Entry.objects.filter(act="comment_published").values_list("code", "leaf"))
    assert ["export_control" in leaves[one.code] for one in (pasted, harmless)] == [True, False]
    assert "5A002" not in leaves[pasted.code]


def test_the_moderation_desk_shows_what_was_found_and_takes_the_tick(cast, as_user):
    consultation = opened(cast)
    pasted, harmless = waiting(cast, consultation, PASTED, "Clause 2 is long.")
    edition_of()
    sami, address = as_user(cast.sami), reverse("comments:moderate", args=[consultation.code])

    page = sami.get(address).content.decode()
    assert page.count("Needs expert review") == 1
    assert "5A002" in page
    both = {"comment": [pasted.code, harmless.code]}
    refused = sami.post(address, both, follow=True).content.decode()
    assert f"{pasted.code} may hold controlled technology." in refused
    assert dict(Comment.objects.values_list("code", "state")) == {pasted.code: "received", harmless.code: "published"}
    sami.post(address, {**both, "looked_at": [pasted.code]})
    assert dict(Comment.objects.values_list("code", "state")) == {pasted.code: "published", harmless.code: "published"}


def test_a_withheld_one_is_published_after_all_with_the_same_tick(cast, as_user):
    consultation = opened(cast)
    (pasted,) = waiting(cast, consultation, PASTED)
    edition_of()
    sami = as_user(cast.sami)
    sami.post(reverse("comments:withhold", args=[pasted.code]), {"ground": "security", "reason": "It may teach how."})

    page = sami.get(reverse("comments:withhold", args=[pasted.code])).content.decode()
    assert (page.count('name="looked_at"'), "Needs expert review" in page) == (1, True)
    sami.post(reverse("comments:moderate", args=[consultation.code]), {"comment": pasted.code, "looked_at": pasted.code})
    pasted.refresh_from_db()
    assert pasted.state == "published"


def test_the_words_of_files_are_looked_through_too(cast):
    consultation = opened(cast)
    edition_of()
    keep_files(files=[("a.txt", PASTED.encode())])
    file = Attachment.objects.get()
    said = NewComment(text="See the file.", attachments=(Attached(file.token, file.name, file.sha256),))
    with pytest.raises(Refused, match="may hold controlled technology"):
        publish_comment(comment=only_comment(send(consultation, said)), by=cast.sami)


def test_long_files_are_looked_through_when_their_comment_is_to_be_published(cast, as_user, monkeypatch):
    monkeypatch.setattr(hits, "MOST_NEW", 10)
    consultation = opened(cast)
    edition_of()
    keep_files(files=[("a.txt", PASTED.encode())])
    file = Attachment.objects.get()
    said = NewComment(text="See the file.", attachments=(Attached(file.token, file.name, file.sha256),))
    code = only_comment(send(consultation, said)).code
    sami, address = as_user(cast.sami), reverse("comments:moderate", args=[consultation.code])
    told = ("were not looked through", "5A002", "may hold controlled technology")
    pages = [sami.get(address).text, sami.post(address, {"comment": code}, follow=True).text]
    assert [[words in page for words in told] for page in pages] == [[True, False, False], [False, True, True]]


def test_of_many_at_once_those_with_long_files_wait_for_a_worker_and_one_alone_does_not(cast, as_user, monkeypatch):
    asked: list[Any] = []
    monkeypatch.setattr(hits, "MOST_NEW", 40)
    monkeypatch.setattr(moderation, "hand_over", lambda task, keys: asked.append((task, keys)))
    consultation = opened(cast)
    edition_of()
    comments = [with_file(consultation, f"Harmless words, file {number}.") for number in range(3)]
    sami, address = as_user(cast.sami), reverse("comments:moderate", args=[consultation.code])
    several = {"comment": [one.code for one in comments]}

    def states() -> list[str]:
        return list(Comment.objects.order_by("pk").values_list("state", flat=True))

    page = sami.post(address, several, follow=True).text
    left = [one.pk for one in comments[1:]]
    assert (states(), asked[0]) == (["published", "received", "received"], ("comments.look_through", left))
    told = f"{comments[1].code}: its files have yet to be looked through by the control lists. Publish it in a minute"
    assert (told in page, page.count("were not looked through")) == (True, 1)
    sami.post(address, {"comment": comments[1].code})
    tasks.look_through(left)
    monkeypatch.setattr(hits, "MOST_NEW", 0)
    sami.post(address, several)
    assert states() == ["published"] * 3


def test_a_page_that_is_loaded_again_and_again_asks_a_worker_once_a_minute(cast, as_user, monkeypatch):
    asked: list[Any] = []
    monkeypatch.setattr(hits, "MOST_NEW", 0)
    monkeypatch.setattr(moderation, "hand_over", lambda task, keys: asked.append((task, keys)))
    consultation = opened(cast)
    edition_of()
    comment = with_file(consultation, "Harmless words.")
    sami, address = as_user(cast.sami), reverse("comments:moderate", args=[consultation.code])
    pages = [sami.get(address).text for _ in range(3)]
    assert asked == [("comments.look_through", [comment.pk])]
    told = "looked through for controlled technology yet. This page asks for it: look here again in a minute."
    assert [told in page for page in pages] == [True] * 3


def with_file(consultation, words: str) -> Comment:
    keep_files(files=[("a.txt", words.encode())])
    file = Attachment.objects.latest("pk")
    said = NewComment(text="See the file.", attachments=(Attached(file.token, file.name, file.sha256),))
    return only_comment(send(consultation, said))


def test_proposed_words_are_looked_through_too(cast):
    comment = only_comment(send(opened(cast), "Say it so:"))
    Comment.objects.filter(pk=comment.pk).update(proposed_change="Devices of 5A002 shall hum.")
    edition_of()

    assert [len(hits) for hits in hits_in([Comment.objects.get()]).values()] == [1]


def test_nothing_is_looked_through_where_comments_come_in(cast):
    consultation = opened(cast)
    edition_of()

    waiting(cast, consultation, PASTED)

    assert not KeptHits.objects.exists()


def test_the_desk_asks_the_same_for_one_comment_as_for_three(cast, as_user):
    consultation = opened(cast)
    waiting(cast, consultation, PASTED)
    edition_of()
    sami, address = as_user(cast.sami), reverse("comments:moderate", args=[consultation.code])

    def cost() -> int:
        sami.get(address)
        with CaptureQueriesContext(connection) as asked:
            sami.get(address)
        return len(asked)

    one = cost()
    waiting(cast, consultation, f"{PASTED} Twice.", "Clause 2 is long.")
    assert cost() == one
