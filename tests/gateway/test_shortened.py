"""Whoever attaches too much gets their form back: what was typed is kept, the files go by."""

import asyncio
import http.client
import json
from collections.abc import Iterator

import pytest

from normsite.foundation.left_out import BROKEN_OFF, NAME
from normsite.gateway import Gateway, bodies
from normsite.gateway.room import NoRoom, Place, Room
from normsite.gateway.shortened import MOST_BYTES, PASSING, Odd, Shortened
from tests.comments.scenes import SAID, opened
from tests.gateway.passing import Passage, played

B = "----WebKitFormBoundaryQuince"
COMMENT = "/consultations/CN-1/comment/"
KIND = f"multipart/form-data; boundary={B}"


def field(name: str, value: str) -> bytes:
    return f'--{B}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def file(name: str, content: bytes = b"", called: str = "large.pdf") -> bytes:
    head = (
        f'--{B}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    return head.encode() + content + b"\r\n"


NONE = file("files", called="").replace(b"application/pdf", b"application/octet-stream")
END = f"--{B}--\r\n".encode()
HOSTILE = b"x" * 500 + b"\r\n--" + B.encode()[:-1] + b"\r\n\r\n--\r\n-" + b"y" * 500
WHOLE = (
    field("text", "Wörds\r\n--of Nadia")
    + file("files", HOSTILE)
    + field("empty", "")
    + file("files")
    + field("last", "Z")
    + END
)


def going_by(room: Room | None = None) -> Shortened:
    return Shortened(B, Place(room or Room(), lambda: "192.0.2.0/24"))


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_the_same_is_kept_in_whatever_pieces_it_comes(size):
    shortened = going_by()
    kept = b"".join(shortened.take(WHOLE[at : at + size]) for at in range(0, len(WHOLE), size))
    expected = field("text", "Wörds\r\n--of Nadia") + NONE + field("empty", "") + NONE + field("last", "Z") + END
    assert kept + shortened.end() == expected


def test_a_file_that_is_cut_off_leaves_a_whole_form_and_words_that_are_cut_off_none():
    shortened = going_by()
    assert (
        shortened.take(field("text", "Words") + file("files", HOSTILE)[:-9]) + shortened.end()
        == field("text", "Words") + NONE + END
    )
    cut = going_by()
    cut.take(field("text", "Words")[:-4])
    with pytest.raises(Odd):
        cut.end()


@pytest.mark.parametrize(
    "odd",
    [
        b"".join(field("f", "") for _ in range(1001)),
        f"--{B}\r\n{'X: y' * 600}".encode(),
        f'--{B}\r\nContent-Disposition: form-data; filename="no name"\r\n\r\nx'.encode(),
    ],
)
def test_what_no_browser_writes_is_not_read_on(odd):
    with pytest.raises(Odd):
        going_by().take(odd)


def told(environ, start):
    """An application that says what it was sent, and in a header whether that was cut off."""
    start("200 OK", [("Content-Type", "application/json"), ("Broken-Off", str(environ.get(BROKEN_OFF)))])
    said = [environ["CONTENT_LENGTH"], environ.get(NAME), environ["wsgi.input"].read().decode()]
    return [json.dumps(said).encode()]


def passed(content: list[bytes], path: str = COMMENT) -> Passage:
    return played(Passage("POST", path, content, (("Content-Type", KIND),)).through(Gateway(told)))


LARGE = [field("text", "Words"), file("files", b"x" * 3000)[:-2], *[b"x" * 1000] * 9, b"\r\n", field("last", "Z"), END]


def test_a_form_comes_without_its_files_and_says_so(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    kept = (field("text", "Words") + NONE + field("last", "Z") + END).decode()
    assert passed(LARGE).body.decode() == json.dumps([str(len(kept)), 2000, kept])


def test_a_form_whose_files_take_too_long_says_that_it_was_cut_off(settings, monkeypatch):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.2)
    monkeypatch.setattr(bodies, "SLOWEST", 1_000_000)
    kept = (field("text", "Words") + NONE + END).decode()
    whole, cut_off = passed(LARGE), Passage("POST", COMMENT, LARGE[:5], (("Content-Type", KIND),))
    played(stopping(cut_off))
    assert cut_off.body.decode() == json.dumps([str(len(kept)), 2000, kept])
    assert [one.said["broken-off"] for one in (whole, cut_off)] == ["False", "True"]


async def stopping(passage: Passage) -> None:
    """It brings its pieces, and then nothing more."""
    passage.reading.set()
    await asyncio.wait_for(passage.begin(Gateway(told)), 20)


def test_words_that_are_too_long_and_what_goes_on_without_end_are_cut(settings, monkeypatch):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    words = json.loads(passed([field("text", "W" * 3000), END]).body)
    monkeypatch.setattr(bodies, "MOST_BYTES", 5000)
    endless = json.loads(passed(LARGE).body)
    assert [int(words[0]) > 2000, words[1], int(endless[0]) > 2000, endless[1]] == [True, None, True, None]


@pytest.mark.parametrize("path", ["/receipts/", "/accounts/login/", "/nowhere/"])
def test_where_no_page_tells_of_files_no_more_is_read_than_may_be_sent(settings, path):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    coming = iter(LARGE)
    length, left_out, kept = json.loads(
        played(Passage("POST", path, coming, (("Content-Type", KIND),)).through(Gateway(told))).body
    )
    assert (int(length), left_out, len(kept), len(list(coming))) == (
        len(b"".join(LARGE[:2])),
        None,
        int(length),
        len(LARGE) - 2,
    )


def test_one_such_form_of_a_network_goes_by_at_once_and_what_another_sends_beside_it():
    room = Room(PASSING)
    first = going_by(room)
    first.place.grow(MOST_BYTES)
    with pytest.raises(NoRoom):
        going_by(room).take(WHOLE * 10_000)
    Shortened(B, Place(room, lambda: "198.51.100.0/24")).take(WHOLE)
    first.place.leave()
    going_by(room).take(WHOLE)


def test_where_too_much_goes_by_at_once_it_is_refused_and_its_room_is_free_again(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    gateway = Gateway(told, passing=Room(5000))
    refused = played(Passage("POST", COMMENT, LARGE, (("Content-Type", KIND),)).through(gateway))
    assert (refused.status, gateway.passing.held) == (503, 0)


def test_no_client_says_that_files_were_left_out():
    headers = (("Content-Type", KIND), (NAME, "1"), (NAME.replace(".", "_"), "1"))
    assert json.loads(played(Passage("POST", "/x/", [END], headers).through(Gateway(told))).body)[1] is None


# --- through the real server


def pieces(fields: dict[str, str], name: str, megabytes: int) -> tuple[int, Iterator[bytes]]:
    """A form with a file of that size, and how long it is."""
    before = b"".join(field(*one) for one in fields.items()) + file(name)[:-2]
    after = b"\r\n" + field("confidential_reason", "Typed behind the file") + END
    return len(before) + (megabytes << 20) + len(after), iter([before, *[b"x" * (1 << 20)] * megabytes, after])


def upload(served, path: str, fields: dict[str, str], name: str, megabytes: int, **headers: str) -> tuple[int, str]:
    length, content = pieces(fields, name, megabytes)
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    told = {"Content-Type": KIND, "Content-Length": str(length), "Host": "localhost", "Origin": "http://localhost", **headers}
    try:
        line.request("POST", path, content, told)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def token_of(served, path: str) -> tuple[str, str]:
    """The token of the form that a browser is shown, and its cookie."""
    page = served.ask("GET", path)
    cookie = page.headers.get("set-cookie", "").partition(";")[0]
    return page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0], cookie


@pytest.mark.parametrize("megabytes", [5, 200])
def test_a_file_of_any_size_gives_the_comment_back_with_a_sentence(served, cast, megabytes):
    path = f"/consultations/{opened(cast).code}/comment/"
    token, cookie = token_of(served, path)
    typed = SAID | {"text": "Kept words Quince", "csrfmiddlewaretoken": token}
    status, page = upload(served, path, typed, "new_files", megabytes, Cookie=cookie)
    assert (status, "Kept words Quince" in page, "Typed behind the file" in page) == (422, True, True)
    assert "Together the files have more than 3 MB. Attach them one after another, or make them smaller." in page


def test_a_form_that_is_too_large_says_so_on_its_own_page(served, cast):
    path = f"/consultations/{opened(cast).code}/form/"
    token, cookie = token_of(served, path)
    status, page = upload(served, path, {"csrfmiddlewaretoken": token}, "file", 20, Cookie=cookie)
    assert (status, "Take out pictures, or upload it in several files." in page) == (422, True)


def test_a_program_reads_that_its_file_is_too_large(served, cast):
    path = f"/api/v1/consultations/{opened(cast).code}/files/"
    status, said = upload(served, path, {"idempotency_key": "k" * 40}, "file", 20)
    assert (status, json.loads(said)["mend"]) == (409, "Make it smaller, and send that.")
