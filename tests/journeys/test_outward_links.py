"""Whether a link leads to another site is judged by a real browser, over every way we know to hide a host in an address."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from html import escape
from itertools import product

import pytest

from normsite.foundation.errors import Refused
from normsite.foundation.markup import render

pytestmark = pytest.mark.browser

OWN = "https://norms.example/norms/N-1/"
AROUND = ["", " ", "\t", "\n", "\x01", "\x1f ", "\u00a0", "\u200b"]
BEGINNINGS = [
    *(
        "/",
        "\\",
        "//",
        "/\\",
        "\\/",
        "\\\\",
        "///",
        "/\t/",
        "/\r\n/",
        "\t/\n\\",
        "/.//",
        "/..\\\\",
        "//\t/",
        "/ /",
        "/%09/",
        "/%5c",
    ),
    *("https:", "https:/", "https://", "https:\\\\", "HTTPS:\t//", "ht\ntps://", "https:\r/", "http:", "http:\\", "https\t://"),
    *("#//", "?//", "", ".", "javascript://", "data:", "mailto:", "ftp://", "https;//", ":", "//:@", "//user:@"),
]
HOSTS = [
    "evil.example/x",
    "norms.example@evil.example",
    "norms.example:8080/x",
    "norms.example.evil.example",
    "[::1]/",
    "EVIL.example\\x",
]


def as_references(address: str) -> str:
    """Every sign but letters and digits as HTML may also write it."""
    return "".join(sign if sign.isalnum() else f"&#{ord(sign)};" for sign in address)


def rendered() -> Iterator[str]:
    writings: tuple[Callable[[str], str], ...] = (escape, as_references)
    for parts, form in product(product(AROUND, BEGINNINGS, HOSTS), writings):
        with suppress(Refused):  # of a control character that is typed as such
            yield render(f'<a href="{form("".join(parts))}">x</a>')


def test_every_link_to_another_site_says_so_and_none_of_ours_does(browser):
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body="".join(rendered())))
    page.goto(OWN)

    judged = page.evaluate(
        "Array.from(document.links, link => [link.getAttribute('href'), link.origin === location.origin, link.rel])"
    )
    page.context.close()

    assert [(href, rel) for href, is_ours, rel in judged if rel != ("" if is_ours else "nofollow noopener")] == []
    assert {is_ours for _, is_ours, _ in judged} == {True, False}
    assert len(judged) > 1_000
