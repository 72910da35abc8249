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


@pytest.mark.parametrize("claimed", ["x*=nothing", "boundary*=a'b", f"{FORM}; y*=\x7f"])
def test_a_type_with_parameters_that_cannot_be_read_counts_without_them(monkeypatch, claimed):
    monkeypatch.setattr(wsgi, "django", lambda environ, _: WSGIRequest(environ).content_type)
    environ = {"REQUEST_METHOD": "POST", "QUERY_STRING": "", "wsgi.input": io.BytesIO()}
    read: Any = wsgi.application(environ | {"CONTENT_TYPE": f"{FORM}; {claimed}"}, None)
    assert read == FORM
