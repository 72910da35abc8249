"""Files attached to a comment: kept at once, the comment's when it is sent, given out as long as its words are public."""

import hashlib
import io
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from comments.models import Attachment, AttachmentContent, Comment, Consultation
from comments.services import attachments, forget_files, publish_comment, withdraw_comment, withhold_comment
from comments.views.attaching import A_BROWSER_ATTACHES
from normsite.foundation.left_out import BROKEN_OFF, NAME
from normsite.foundation.throttle import spend
from tests.comments.scenes import SAID, Visitor, let_deadline_pass, opened
from tests.foundation.uploads.files import EICAR, docx, pdf, picture, scanner, with_member

migration = import_module("comments.migrations.0030_files_of_no_list")
pytestmark = pytest.mark.django_db
LETTER = b"Keys are lost at night.\n"
AWAY = (
    "Files can't be looked through for malware at this moment, so none was taken. "
    "Attach them again in some minutes, or send the comment without them."
)


def named(name: str, data: bytes) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def attach(visitor: Visitor, *files: tuple[str, bytes], page: str = "", **words: Any) -> Any:
    sent = SAID | words | {"new_files": [named(*one) for one in files]}
    return visitor.post(page or visitor.at("start"), sent)


def kept(visitor: Visitor) -> list[list[tuple[str, str]]]:
    """Name and kind of the files of each comment in the list."""
    items = visitor.session[f"comments:basket:{visitor.code}"]["items"]
    return [[(one["name"], one["kind"]) for one in item["attachments"]] for item in items]


def tokens(answer: Any) -> list[str]:
    """The files that the form shows with a tick."""
    return [token for token, _ in answer.context["form"]["attached"].field.choices]


@pytest.fixture
def visitor(cast) -> Visitor:
    return Visitor(opened(cast))


def sent(visitor: Visitor, *files: tuple[str, bytes]) -> tuple[Comment, str]:
    """A comment sent with these files, and the address of its receipt."""
    attach(visitor, *files)
    visitor.say_who()
    return Comment.objects.get() if (address := visitor.send().url) else None, address


def sent_by(visitor: Visitor, file: tuple[str, bytes]) -> None:
    attach(visitor, file)
    visitor.say_who()
    visitor.send()


def test_files_are_attached_on_the_form_and_shown_wherever_the_words_are(cast, visitor):
    attach(visitor, ("letter.txt", LETTER), ("plan.txt", b"Plan."))
    assert kept(visitor) == [[("letter.txt", "txt"), ("plan.txt", "txt")]]
    assert "letter.txt" in visitor.get(visitor.at("basket")).text
    visitor.say_who()
    assert "letter.txt" in visitor.get(visitor.at("check")).text
    receipt = visitor.send().url
    comment = Comment.objects.get()
    publish_comment(comment=comment, by=cast.sami)
    pages = [receipt, comment.get_absolute_url(), f"/consultations/{visitor.code}/comments/", f"/consultations/{visitor.code}/"]
    shown = [" ".join(visitor.get(page).text.split()) for page in pages]
    told = '<bdi>letter.txt</bdi></a> <span class="meta">plain text, 24 bytes</span>'
    assert [page.count(told) for page in shown] == [1, 1, 1, 1]


def test_the_desk_sees_them_before_anybody_has_read_the_comment(cast, client, visitor):
    comment, _ = sent(visitor, ("letter.txt", LETTER))
    client.force_login(cast.sami)
    assert "<bdi>letter.txt</bdi>" in client.get(f"/desk/consultations/{visitor.code}/moderate/").text
    assert client.get(f"/comments/{comment.code}/files/1/").content == LETTER


def test_a_file_is_a_download_that_nothing_opens_by_itself(cast, client, visitor):
    data = pdf()
    comment, _ = sent(visitor, ('"> خطاب.pdf', data))
    publish_comment(comment=comment, by=cast.sami)
    answer = client.get(f"/comments/{comment.code}/files/1/")
    assert answer.content == data == bytes(AttachmentContent.objects.get().data)
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''__%20%D8%AE%D8%B7%D8%A7%D8%A8.pdf"
    assert "no-store" in answer["Cache-Control"]


def test_whoever_may_not_read_the_words_finds_no_file(cast, client, visitor):
    comment, receipt = sent(visitor, ("letter.txt", LETTER))
    address = f"/comments/{comment.code}/files/1/"
    own = f"{receipt.partition('?')[0]}files/{comment.code}/1/"
    found = [client.get(address).status_code]
    publish_comment(comment=comment, by=cast.sami)
    found.append(client.get(address).status_code)
    withhold_comment(comment=comment, ground="personal_data", reason="Names a neighbour.", by=cast.sami)
    found.append(client.get(address).status_code)
    withdraw_comment(comment=comment, token=receipt.rpartition("=")[2])
    found.append(client.get(address).status_code)
    assert found == [404, 200, 404, 404]
    assert [client.get(own + key).status_code for key in ("", "?key=guessed", f"?{receipt.partition('?')[2]}")] == [
        404,
        404,
        200,
    ]
    assert client.get(f"/comments/{comment.code}/files/2/").status_code == 404


def test_the_public_record_commits_to_each_file(visitor):
    comment, receipt = sent(visitor, ("letter.txt", LETTER), ("photo.jpg", picture("JPEG")))
    values = visitor.get(receipt.replace("?", "record.json?")).json()["values"]
    assert values["attachment 1 1"] == f"{hashlib.sha256(LETTER).hexdigest()} letter.txt"
    given = visitor.get(f"{receipt.partition('?')[0]}files/{comment.code}/2/?{receipt.partition('?')[2]}").content
    assert values["attachment 2 1"] == f"{hashlib.sha256(given).hexdigest()} photo.jpg"


def test_a_form_that_was_cut_off_within_its_files_comes_back_and_says_so(visitor):
    """Where the whole of it had come but its files, and where the button “send” had not."""
    words = SAID | {"text": "Kept words Quince", "confidential": "Our yield.", "send": "yes"}
    answers = [visitor.post(visitor.at("start"), words, **{NAME: 4_000_000, BROKEN_OFF: late}) for late in (False, True)]
    large = "Together the files have more than 3 MB. Attach them one after another, or make them smaller."
    late = f"{large} Sending took so long that the form was cut off: look whether all that you typed is here."
    said = [(one.status_code, one.context["form"].errors["new_files"], "Our yield." in one.text) for one in answers]
    assert (said, f"comments:basket:{visitor.code}" in visitor.session) == ([(422, [large], True), (422, [late], True)], False)


def test_all_that_is_typed_stands_before_the_files(visitor):
    fields = re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', visitor.get(visitor.at("start")).text)
    assert fields[-1] == "new_files"


def test_nothing_is_lost_when_the_form_has_an_error(visitor):
    answer = attach(visitor, ("letter.txt", LETTER), ("tool.exe", b"MZ\0"), text="")
    assert answer.status_code == 422
    told = "“tool.exe”: The file is a program, which isn't taken. Send it as PDF, DOCX, XLSX, PNG, JPEG or plain text."
    assert answer.context["form"].errors == {"text": ["Write your comment."], "new_files": [told]}
    assert "checked" in answer.text.partition("letter.txt")[0].rpartition("<label")[2]
    attach(visitor, attached=tokens(answer))
    assert kept(visitor) == [[("letter.txt", "txt")]]


def test_a_pdf_that_can_not_be_read_is_taken_and_its_sender_is_told(visitor):
    attach(visitor, ("odd.pdf", b"%PDF-1.7\n nothing that can be read\n%%EOF\n"))
    assert kept(visitor) == [[("odd.pdf", "pdf")]]
    assert "“odd.pdf”: Its words can&#x27;t be read, so it isn&#x27;t found by them." in visitor.get(visitor.at("basket")).text


def test_files_are_added_and_left_out_by_changing_the_comment(visitor):
    attach(visitor, ("a.txt", b"A."), ("b.txt", b"B."))
    change = visitor.at("change", 1)
    _, second = tokens(visitor.get(change))
    attach(visitor, ("c.txt", b"C."), page=change, attached=[second])
    assert kept(visitor) == [[("b.txt", "txt"), ("c.txt", "txt")]]


def test_a_form_sent_twice_keeps_its_files_once(visitor):
    for _ in range(2):
        attach(visitor, ("a.txt", b"A."), form_key="the-same")
    assert kept(visitor) == [[("a.txt", "txt")]]
    visitor.say_who()
    form = visitor.hidden()
    assert visitor.send(**form).url == visitor.send(**form).url
    assert Attachment.objects.exclude(comment=None).count() == 1


def test_nobody_gets_the_file_of_another_browser(visitor):
    attach(visitor, ("a.txt", b"A."))
    mine = Attachment.objects.get()
    visitor.say_who()
    visitor.send()
    again = attach(visitor, attached=[mine.token])
    told = "A file is no longer here, or it is another comment's or list's. Attach it again."
    assert again.context["form"].errors == {"attached": [told]}
    assert [attach(visitor, attached=[guess]).status_code for guess in (str(mine.pk), "", "x" * 9000)] == [422] * 3


def test_nothing_ties_what_one_browser_sends_without_a_name_to_what_it_sends_with_one(visitor):
    for _ in range(2):
        sent_by(visitor, ("a.txt", b"A."))
    attach(visitor, ("b.txt", b"B."))
    places = Attachment.objects.order_by("pk").values_list("place", flat=True)
    assert [one.rpartition(":")[2] for one in places] == ["", "", visitor.code]


def test_files_that_were_sent_before_are_let_go_of_their_lists(visitor, monkeypatch):
    for place in ("P:CN-1", "draft:7", "key:1"):
        sent_by(visitor, ("a.txt", b"A."))
        Attachment.objects.filter(place="").update(place=place)
    attach(visitor, ("b.txt", b"B."))
    Attachment.objects.filter(comment=None).update(place="P:CN-1")
    monkeypatch.setattr(migration, "AT_ONCE", 1)
    for _ in range(2):  # stopped and begun anew, it comes to the same
        migration.let_go(apps, SimpleNamespace(connection=connection))
    assert list(Attachment.objects.order_by("pk").values_list("place", flat=True)) == ["", "", "key:1", "P:CN-1"]


def test_more_than_five_are_kept_but_not_sent(visitor):
    first = attach(visitor, *[(f"{at}.txt", b"%d" % at) for at in range(5)], text="")
    second = attach(visitor, ("5.txt", b"5"), attached=tokens(first))
    assert second.context["form"].errors == {"attached": ["A comment takes at most 5 files, and these are 6. Untick some."]}
    attach(visitor, attached=tokens(second)[1:])
    assert [len(one) for one in kept(visitor)] == [5]


def test_too_much_at_once_is_said_before_any_is_read(visitor):
    many = attach(visitor, *[(f"{at}.txt", b"%d" % at) for at in range(6)])
    assert many.context["form"].errors == {"new_files": ["These are 6 files; a comment takes at most 5. None was kept."]}
    large = attach(visitor, ("a.txt", b"a" * 2_000_000), ("b.txt", b"b" * 1_100_000))
    told = "Together the files have more than 3 MB. Attach them one after another, or make them smaller."
    assert large.context["form"].errors == {"new_files": [told]}
    assert Attachment.objects.count() == 0


def test_a_browser_that_attaches_without_end_has_to_wait(visitor):
    attach(visitor, ("a.txt", b"A."))
    for _ in range(31):
        spend(A_BROWSER_ATTACHES.of(visitor.session.session_key))
    answer = attach(visitor, ("b.txt", b"B."), ("c.txt", b"C."), text="Kept words Quince")
    assert (answer.status_code, int(answer["Retry-After"]) > 0, "Kept words Quince" in answer.text) == (429, True, True)
    told = "Not taken, since this browser has to wait: “b.txt”, “c.txt”. Choose them again when you send the form again."
    assert (answer.context["form"].errors["new_files"], told in answer.text) == ([told], True)
    assert attach(visitor, text="Without files.").status_code == 302


def test_while_the_files_of_another_are_read_yours_wait_and_texts_do_not(monkeypatch, visitor):
    monkeypatch.setattr(attachments, "LONGEST_WAIT", 0.01)
    with attachments._reading:
        answer = attach(visitor, ("a.pdf", pdf()))
        assert attach(visitor, ("a.txt", b"A.")).status_code == 302
    told = "Files of somebody else are being read at this moment. Attach yours again in a few seconds."
    assert answer.context["form"].errors == {"new_files": [told]}


def test_after_the_deadline_no_file_is_taken(visitor):
    let_deadline_pass(Consultation.objects.get())
    assert attach(visitor, ("a.txt", b"A.")).status_code == 409
    assert Attachment.objects.count() == 0


def test_malware_is_refused_and_so_is_everything_while_the_scanner_is_away(settings, visitor):
    with scanner() as address:
        settings.CLAMD = address
        found = attach(visitor, ("eicar.txt", EICAR))
        attach(visitor, ("a.txt", b"A."))
    away = attach(visitor, ("a.txt", b"A."))
    assert found.context["form"].errors == {
        "new_files": ["“eicar.txt” holds malware (Eicar-Test-Signature), so no file was taken. Attach the others alone."]
    }
    assert away.context["form"].errors == {"new_files": [AWAY]}
    assert Attachment.objects.count() == 1


def test_a_scanner_that_does_not_answer_is_waited_for_once(monkeypatch, settings, visitor):
    monkeypatch.setattr(attachments, "SCANNING", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = f"127.0.0.1:{silent.getsockname()[1]}"
        answers = [attach(visitor, *[(f"{at}.txt", b"%d" % at) for at in range(5)]) for _ in range(2)]
        silent.settimeout(0.1)
        silent.accept()
        with pytest.raises(TimeoutError):
            silent.accept()
    assert [one.context["form"].errors for one in answers] == [{"new_files": [AWAY]}] * 2


def test_where_too_much_waits_unsent_no_file_is_taken_and_the_words_stand(monkeypatch, visitor):
    monkeypatch.setattr(attachments, "MOST_UNSENT", 30_000)
    sent(visitor, ("a.txt", b"A."))
    statuses = [attach(visitor, (f"{at}.txt", b"%d" % at)).status_code for at in range(2)]
    refused = attach(visitor, ("b.txt", b"B."), text="Kept words Quince")
    told = "Too many files wait here for their comments to be sent, so none was taken. "
    told += "Attach them again tomorrow, or send the comment without them."
    assert (statuses, refused.context["form"].errors, "Kept words Quince" in refused.text) == (
        [302, 302],
        {"new_files": [told]},
        True,
    )


def test_files_of_comments_that_were_never_sent_are_forgotten(settings, visitor):
    sent(visitor, ("a.txt", b"A."))
    attach(visitor, ("b.txt", b"B."))
    attach(visitor, ("c.txt", b"C."))
    long_ago = timezone.now() - timedelta(seconds=2 * settings.SESSION_COOKIE_AGE + 1)
    Attachment.objects.exclude(name="c.txt").update(uploaded_at=long_ago)
    assert forget_files() == 1
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.txt", "c.txt"]


def test_a_list_that_is_gone_on_with_keeps_its_files(settings, visitor):
    attach(visitor, ("a.txt", b"A."))
    long_ago = timezone.now() - timedelta(seconds=2 * settings.SESSION_COOKIE_AGE + 1)
    Attachment.objects.update(uploaded_at=long_ago)
    visitor.write(text="Another.")
    assert (forget_files(), kept(visitor)) == (0, [[("a.txt", "txt")], []])


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_sent_is_not_forgotten(cast, settings):
    visitor = Visitor(opened(cast))
    attach(visitor, ("a.txt", b"A."))
    long_ago = timezone.now() - timedelta(seconds=2 * settings.SESSION_COOKIE_AGE + 1)
    Attachment.objects.update(uploaded_at=long_ago)
    with ThreadPoolExecutor() as another, transaction.atomic():
        Attachment.objects.select_for_update().get()
        assert another.submit(with_own_connection, forget_files).result() == 0
    assert forget_files() == 1


def with_own_connection(act: Any) -> Any:
    try:
        return act()
    finally:
        connection.close()


def test_a_file_that_is_gone_when_the_comment_is_sent_is_said_and_nothing_is_sent(visitor):
    attach(visitor, ("a.txt", b"A."))
    Attachment.objects.all().delete()
    visitor.say_who()
    answer = visitor.send()
    assert "An attached file is no longer here. Change the comment: attach the file again, or leave it out." in answer.text
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("data", [with_member(docx(), "word/vbaProject.bin"), b"", b"PK\x03\x04"])
def test_what_means_harm_is_refused_and_the_words_are_still_there(visitor, data):
    answer = attach(visitor, ("a.docx", data), text="Kept words Quince")
    assert (answer.status_code, list(answer.context["form"].errors), "Kept words Quince" in answer.text) == (
        422,
        ["new_files"],
        True,
    )


def test_programs_are_told_of_the_files_of_published_comments_alone(cast, client, visitor):
    comment, _ = sent(visitor, ("letter.txt", LETTER))
    publish_comment(comment=comment, by=cast.sami)
    api, file = f"/api/v1/consultations/{visitor.code}/comments/", f"/consultations/{visitor.code}/comments.json"
    told = client.get(api).json()["results"][0]["attachments"]
    assert json.loads(client.get(file).getvalue())[0]["attachments"] == told
    assert told == [
        {
            "name": "letter.txt",
            "kind": "txt",
            "size": 24,
            "sha256": hashlib.sha256(LETTER).hexdigest(),
            "address": f"http://localhost:8000/comments/{comment.code}/files/1/",
            "withheld": "",
        }
    ]
    withhold_comment(comment=comment, ground="abuse", reason="It insults people.", by=cast.sami)
    lists = [client.get(api).json()["results"], json.loads(client.get(file).getvalue())]
    assert [found[0]["attachments"] for found in lists] == [None, None]


def found(client: Any, code: str, words: str) -> list[int]:
    """How many comments the docket, the site and the rest of it find by these words."""
    pages = (f"/consultations/{code}/comments/?words={words}", f"/search/?q={words}")
    return [client.get(page).text.count("C-20") > 0 for page in pages]


def test_a_comment_is_found_by_the_words_of_its_files_while_it_is_public(cast, client, visitor):
    comment, _ = sent(visitor, ("Quince-plan.docx", docx("The Kumquat is ripe.")), ("medlar.pdf", pdf("A Medlar rots.")))
    words = ("Quince", "Kumquat", "Medlar", "Papaya")
    tried = [[found(client, visitor.code, word) for word in words]]
    publish_comment(comment=comment, by=cast.sami)
    tried.append([found(client, visitor.code, word) for word in words])
    withhold_comment(comment=comment, ground="abuse", reason="It insults people.", by=cast.sami)
    tried.append([found(client, visitor.code, word) for word in words])
    yes, no = [True, True], [False, False]
    assert tried == [[no, no, no, no], [yes, yes, yes, no], [no, no, no, no]]


def test_files_full_of_different_words_keep_no_comment_from_being_published(cast, client, visitor):
    """PostgreSQL refuses to keep more than a megabyte of words of one comment."""
    files = [(f"{at}.txt", " ".join(f"{at}𠀀{number}-é{number}/x" for number in range(15_000)).encode()) for at in range(5)]
    assert all(len(data) < 600_000 for _, data in files)
    comment, _ = sent(visitor, *files)
    publish_comment(comment=comment, by=cast.sami)
    assert found(client, visitor.code, "4𠀀7") == [True, True]
