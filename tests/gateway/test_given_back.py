"""A form that finds no room is given back to whoever has typed it here, and to nobody else."""

from html import unescape
from urllib.parse import urlencode

import pytest

from normsite.gateway import Gateway
from normsite.gateway.refusals import Why, busy
from tests.gateway.passing import FORM, Passage, answering, played

TYPED = {"csrfmiddlewaretoken": "a" * 64, "about": "whole", "text": "Words of Nadia"}
GO_BACK = "Go back: your browser still holds what you typed."


def refused(path: str = "/consultations/CN-1/comment/", **told: str) -> Passage:
    """A form, with these headers, that finds its lane full."""
    headers = [(name.replace("_", "-"), value) for name, value in told.items()]

    async def scene():
        gateway = Gateway(answering)
        gateway.lanes.intake.under_way = gateway.lanes.desk.under_way = 1000
        return await Passage("POST", path, [urlencode(TYPED).encode()], (FORM, *headers)).through(gateway)

    return played(scene())


@pytest.mark.parametrize(
    "told",
    [
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "https://norms.example"},
        {"Origin": "https://norms.example"},
        {"Origin": "https://localhost"},  # the host that the request names
        {"Referer": "https://norms.example/consultations/CN-1/?about=whole"},
    ],
)
def test_a_form_of_ours_is_given_back_and_sent_again(settings, told):
    settings.BASE_URL = "https://norms.example"
    answer = refused(**told)
    assert (answer.status, "Words of Nadia</textarea>" in answer.text, "data-again=" in answer.text) == (503, True, True)
    assert GO_BACK not in answer.text


@pytest.mark.parametrize(
    "told",
    [
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://norms.example"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://evil.example", "Referer": "https://norms.example/"},
        {"Origin": "null"},
        {"Origin": "http://norms.example"},
        {"Origin": "https://norms.example.evil.example"},
        {"Origin": "https://[evil"},
        {"Referer": "https://evil.example/https://norms.example/"},
        {},
    ],
)
@pytest.mark.parametrize("path", ["/consultations/CN-1/comment/", "/desk/norms/"])
def test_a_form_of_another_site_is_neither_shown_nor_sent_again(settings, told, path):
    settings.BASE_URL = "https://norms.example"
    answer = refused(path, **told)
    assert (answer.status, GO_BACK in answer.text) == (503, True)
    for part in ("Nadia", '<form method="post"', "data-again=", "a" * 64):
        assert part not in answer.text


@pytest.mark.parametrize(
    "words",
    [
        "Two words",
        "第五条に例を加えるべきである。",
        "第五条应当增加一个例子",
        "ควรเพิ่มตัวอย่างในข้อนี้",
        "Größe",
        "One\r\nline\r\nafter\r\nanother",
        "https://example.org/evidence/2026.pdf",
        "Why?",
    ],
)
def test_words_in_any_script_are_shown(words):
    page = busy("POST", "/x/", Why.CROWD, fields=[("text", words)]).body.decode()
    shown = page.partition('name="text" rows="5" aria-label="What you typed" readonly>\n')[2].partition("</textarea>")[0]
    assert unescape(shown) == words


@pytest.mark.parametrize("code", ["", "whole", "2026-05-03", "Zm9v+/a=" * 30, "WyIxIl0:1wHq9-_x:" + "b" * 43, "keys.5"])
def test_keys_and_codes_are_not_shown(code):
    page = busy("POST", "/x/", Why.CROWD, fields=[("key", code)]).body.decode()
    assert f'<input type="hidden" name="key" value="{code}">' in page
    assert "<textarea" not in page


def test_what_was_cut_short_is_not_given_back_as_if_it_were_whole(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 30
    answer = refused(Sec_Fetch_Site="same-origin")
    assert (answer.status, GO_BACK in answer.text, "Nadia" in answer.text) == (503, True, False)
