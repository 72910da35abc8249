"""What comes between the web server and Django."""

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest

from normsite import wsgi

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "claimed", ["charset=zlib", "Charset = undefined", "charset*=utf-8''punycode", 'charset="unicode_escape"']
)
def test_words_are_read_as_utf_8_whatever_the_sender_claims(monkeypatch, claimed):
    monkeypatch.setattr(wsgi, "django", lambda environ, _: WSGIRequest(environ).GET["q"])
    environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": "q=Stra%C3%9Fe+%5Cu0000", "wsgi.input": io.BytesIO()}
    read: Any = wsgi.application(environ | {"CONTENT_TYPE": f"{FORM}; {claimed}"}, None)
    assert read == "Straße \\u0000"


@pytest.mark.parametrize("claimed", ["x*=nothing", "boundary*=a'b", f"{FORM}; y*=\x7f", "charset*0=utf-7", "charset*0=\0"])
def test_a_type_with_parameters_that_cannot_be_read_counts_without_them(monkeypatch, claimed):
    monkeypatch.setattr(wsgi, "django", lambda environ, _: WSGIRequest(environ).content_type)
    environ = {"REQUEST_METHOD": "POST", "QUERY_STRING": "", "wsgi.input": io.BytesIO()}
    read: Any = wsgi.application(environ | {"CONTENT_TYPE": f"{FORM}; {claimed}"}, None)
    assert read == FORM


@pytest.mark.parametrize(("claimed", "sent"), [("utf-7", b"+2AA-"), ("unicode_escape", b"\\ud800"), ("utf-16-le", b"\x00\xd8")])
def test_no_claim_makes_half_a_character_of_a_form(monkeypatch, claimed, sent):
    monkeypatch.setattr(wsgi, "django", lambda environ, _: WSGIRequest(environ).POST["title"])
    body = b'--XX\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + sent + b"\r\n--XX--\r\n"
    for kind in (f"boundary=XX; charset={claimed}", f"charset={claimed}; boundary=XX"):
        environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        read: Any = wsgi.application(environ | {"CONTENT_TYPE": f"multipart/form-data; {kind}"}, None)
        assert read == sent.decode(errors="replace")


@pytest.mark.parametrize("claimed", ["charset*0=utf-7", "charset*0*=utf-7", "charset*0=unicode_; charset*1=escape"])
def test_a_form_that_claims_its_letters_in_pieces_is_refused_with_a_page(claimed):
    body = b'--XX\r\nContent-Disposition: form-data; name="q"\r\n\r\n+2AA-\r\n--XX--\r\n'
    said: list[str] = []
    page = wsgi.application(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/receipts/",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "CONTENT_TYPE": f"multipart/form-data; boundary=XX; {claimed}",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        },
        lambda status, headers: said.append(status),
    )
    assert (said, b"This request could not be read" in b"".join(page)) == (["400 Bad Request"], True)
