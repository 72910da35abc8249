"""One finished page answers every reader of whom nothing is known, as long as it shows what the record says."""

import asyncio
import gzip
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import zstandard

from normsite.foundation.cached import CACHEABLE, Cacheable
from normsite.gateway import Gateway, copies, replies
from normsite.gateway.asked import Asked
from normsite.gateway.copies import Copies
from normsite.gateway.record import OLDEST_LOOK_SECONDS
from tests.gateway.passing import FORM, Passage, played, settled

WORDS = "The module shall erase keys. " * 100


@dataclass
class Site:
    """Pages that count how often they were made."""

    words: str = WORDS
    cacheable: Cacheable | None = field(default_factory=Cacheable)
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()
    made: int = 0
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_go_on.set()

    def __call__(self, environ, start):
        self.made += 1
        words = self.words
        self.may_go_on.wait(10)
        if CACHEABLE in environ and self.cacheable:
            environ[CACHEABLE] = self.cacheable
        start(self.status, [("Content-Type", "text/html"), ("Content-Length", str(len(words))), *self.headers])
        return [words.encode()]


def opened(site: Site, **options) -> Gateway:
    """A gateway that has just looked at the record."""
    gateway = Gateway(site, copies=Copies(**options))
    gateway.copies.record.looked_at = time.monotonic()
    return gateway


def asked(*headers: tuple[str, str], method: str = "GET", path: str = "/norms/N-1/", query: str = "") -> Passage:
    return Passage(method, path, headers=headers, query=query)


def passed(site: Site, *passages: Passage, between=lambda gateway: None) -> list[Passage]:
    """One after another; `between` is done before the last of them."""

    async def scene():
        gateway = opened(site)
        *first, last = passages
        for one in first:
            await one.through(gateway)
        between(gateway)
        await last.through(gateway)
        return list(passages)

    return played(scene())


def changed(topic: str):
    def change(gateway: Gateway) -> None:
        gateway.copies.record.ages[topic] += 1

    return change


def test_a_page_is_made_once_for_all_who_have_no_session():
    site = Site()
    told = passed(site, asked(), asked(("Cookie", "csrftoken=abc")), asked(("Cookie", "theme=dark")))
    assert (site.made, [(one.status, one.text) for one in told]) == (1, [(200, WORDS)] * 3)


OF_SOMEBODY = [
    asked(("Cookie", "theme=dark; sessionid=abc")),
    asked(("Cookie", "theme=dark"), ("Cookie", "sessionid=abc")),
    asked(("Cookie", "messages=abc")),
    asked(("Cookie", "sessionid =abc")),
    asked(("Cookie", "theme=dark;\N{NO-BREAK SPACE}sessionid=abc")),
]
OTHERS = [
    *OF_SOMEBODY,
    asked(query="page=2"),
    asked(("Host", "127.0.0.1")),
    asked(("X-Forwarded-Proto", "https")),
    asked(FORM, method="POST"),
    asked(path="/norms/N-2/"),
]


def test_a_made_up_port_or_scheme_is_no_other_page():
    site = Site()
    passed(site, asked(), asked(("Host", "localhost:8123")), asked(("X-Forwarded-Proto", "gopher")))
    assert site.made == 1


def test_a_host_written_otherwise_is_no_other_page():
    site = Site()
    passed(site, asked(), asked(("Host", "LocalHost")), asked(("Host", "localhost.:8123")))
    assert site.made == 1


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: f"{one.method} {one.path} {one.query} {one.headers}")
def test_another_question_is_answered_by_itself(other):
    site = Site()
    passed(site, asked(), other)
    assert site.made == 2


@pytest.mark.parametrize("other", OF_SOMEBODY, ids=lambda one: str(one.headers))
def test_of_what_somebody_with_a_session_is_shown_no_copy_is_kept(other):
    site = Site()
    passed(site, other, asked())
    assert site.made == 2


@pytest.mark.parametrize(
    "page",
    [
        Site(cacheable=None),
        Site(status="404 Not Found"),
        Site(status="302 Found"),
        Site(headers=(("Set-Cookie", "csrftoken=secret"),)),
    ],
    ids=["not said to be", "not found", "elsewhere", "with a cookie"],
)
def test_only_what_its_view_says_and_what_is_whole_and_sets_no_cookie_is_kept(page):
    passed(page, asked(), asked())
    assert page.made == 2


def test_a_page_is_made_anew_once_the_record_has_changed():
    site = Site()

    def change(gateway: Gateway) -> None:
        site.words = "The module may keep keys."
        gateway.copies.record.ages["record"] += 1

    first, last = passed(site, asked(), asked(), between=change)
    assert (first.text, last.text) == (WORDS, "The module may keep keys.")
    assert first.said["etag"] != last.said["etag"]


@pytest.mark.parametrize(("counts_intake", "made"), [(False, 1), (True, 2)])
def test_comments_that_come_in_make_only_those_pages_anew_that_count_them(counts_intake, made):
    site = Site(cacheable=Cacheable(counts_intake=counts_intake))
    passed(site, asked(), asked(), between=changed("intake"))
    assert site.made == made


@pytest.mark.parametrize(("seconds", "made"), [(60, 1), (-0.001, 2)])
def test_a_page_lasts_until_the_instant_at_which_something_opens_or_closes(seconds, made):
    site = Site(cacheable=Cacheable(until=datetime.now(UTC) + timedelta(seconds=seconds)))
    passed(site, asked(), asked())
    assert site.made == made


def test_a_record_that_was_not_looked_at_within_a_second_is_not_vouched_for():
    site = Site()

    def wait(gateway: Gateway) -> None:
        gateway.copies.record.looked_at -= OLDEST_LOOK_SECONDS

    passed(site, asked(), asked(), between=wait)
    assert site.made == 2


def test_a_change_while_the_page_is_made_makes_it_anew_for_the_next():
    site = Site()

    async def scene():
        gateway = opened(site)
        site.may_go_on.clear()
        first = asyncio.ensure_future(asked().through(gateway))
        await settled()
        gateway.copies.record.ages["record"] += 1
        site.words = "Anew."
        site.may_go_on.set()
        return (await first).text, (await asked().through(gateway)).text

    assert played(scene()) == (WORDS, "Anew.")


def test_a_crowd_before_a_page_that_has_changed_has_it_made_once():
    site = Site()

    async def scene():
        gateway = opened(site)
        await asked().through(gateway)
        gateway.copies.record.ages["record"] += 1
        site.may_go_on.clear()
        crowd = [asyncio.ensure_future(asked().through(gateway)) for _ in range(20)]
        await settled()
        gateway.copies.record.looked_at = time.monotonic()
        site.may_go_on.set()
        return {one.text for one in await asyncio.gather(*crowd)}

    assert (played(scene()), site.made) == ({WORDS}, 2)


def test_a_crowd_takes_the_page_it_waited_for_though_more_has_changed_meanwhile():
    site = Site()

    async def scene():
        gateway = opened(site)
        await asked().through(gateway)
        gateway.copies.record.ages["record"] += 1
        site.may_go_on.clear()
        crowd = [asyncio.ensure_future(asked().through(gateway)) for _ in range(20)]
        await settled()
        gateway.copies.record.ages["record"] += 1
        site.may_go_on.set()
        await asyncio.gather(*crowd)
        made = site.made
        await asked().through(gateway)
        return made, site.made

    assert played(scene()) == (2, 3)


def test_a_crowd_does_not_take_what_took_too_long(monkeypatch):
    monkeypatch.setattr(copies, "OLDEST_LOOK_SECONDS", 0)
    site = Site()

    async def scene():
        gateway = opened(site)
        await asked().through(gateway)
        gateway.copies.record.ages["record"] += 1
        site.may_go_on.clear()
        crowd = [asyncio.ensure_future(asked().through(gateway)) for _ in range(2)]
        await settled()
        gateway.copies.record.ages["record"] += 1
        site.may_go_on.set()
        await asyncio.gather(*crowd)
        return site.made

    assert played(scene()) == 3


def test_a_page_that_was_begun_earlier_takes_no_place_from_a_later_one():
    kept, question = Copies(), Asked("/norms/N-1/")

    def slow(environ, start):
        kept.record.ages["record"] += 1
        kept.copying(Site(), question)({}, lambda *told: None)
        environ[CACHEABLE] = Cacheable()
        start("200 OK", [("Content-Type", "text/html")])
        return [b"What was."]

    kept.copying(slow, question)({}, lambda *told: None)
    kept.record.looked_at = time.monotonic()
    assert played(kept.find(question)).body == WORDS.encode()


def test_nobody_waits_for_a_page_that_was_never_copied():
    site = Site(cacheable=None)

    async def scene():
        gateway = opened(site)
        site.may_go_on.clear()
        two = [asyncio.ensure_future(asked().through(gateway)) for _ in range(2)]
        await settled()
        made = site.made
        site.may_go_on.set()
        await asyncio.gather(*two)
        return made

    assert played(scene()) == 2


CODINGS = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "identity": bytes,
}


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;q=1.0, zstd;q=0.5", "zstd"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, zstd;q=0.000, gzip; q=0", "identity"),
        ("", "identity"),
        ("deflate, *;q=0.1", "identity"),
    ],
)
def test_each_reader_gets_the_best_coding_that_both_sides_know(accepts, coding):
    first, plain, last = passed(Site(), asked(("Accept-Encoding", accepts)), asked(), asked(("Accept-Encoding", accepts)))
    for one in (first, last):
        assert one.said.get("content-encoding", "identity") == coding
        assert (CODINGS[coding](one.body).decode(), one.said["content-length"]) == (WORDS, str(len(one.body)))
    assert plain.text == WORDS


def test_who_has_the_page_already_is_told_so():
    site = Site()

    async def scene():
        gateway = opened(site)
        tag = (await asked().through(gateway)).said["etag"]
        again = [await asked(("If-None-Match", told)).through(gateway) for told in (tag, f'W/{tag}, "other"', "*", '"other"')]
        return [(one.status, one.text) for one in again]

    assert played(scene()) == [(304, ""), (304, ""), (304, ""), (200, WORDS)]


def test_a_page_that_has_stood_for_a_while_says_since_when(monkeypatch):
    site = Site()

    async def scene():
        gateway = opened(site)
        first = await asked().through(gateway)
        monkeypatch.setattr(copies, "SETTLED_SECONDS", -1)
        since = (await asked().through(gateway)).said["last-modified"]
        again = await asked(("If-Modified-Since", since)).through(gateway)
        before = await asked(("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT")).through(gateway)
        nonsense = await asked(("If-Modified-Since", "yesterday")).through(gateway)
        beyond = await asked(("If-Modified-Since", f"Thu, 01 Jan {10**20} 00:00:00 GMT")).through(gateway)
        return "last-modified" in first.said, again.status, before.status, nonsense.status, beyond.status

    assert played(scene()) == (False, 304, 200, 200, 200)


def test_the_least_asked_for_goes_where_there_are_too_many():
    site = Site()

    async def scene():
        gateway = opened(site, most=int(2.5 * len(WORDS)))
        for path in ("/a/", "/b/", "/a/", "/c/", "/a/", "/b/"):
            await asked(path=path).through(gateway)

    played(scene())
    assert site.made == 4  # /b/ went when /c/ came


def test_a_copy_is_given_out_while_no_thread_is_free():
    site = Site()

    async def scene():
        gateway = opened(site)
        await asked().through(gateway)
        site.may_go_on.clear()
        lane = gateway.lanes.reading
        crowd = [asked(path=f"/{number}/").begin(gateway) for number in range(lane.threads + lane.waiting)]
        await settled()
        gateway.copies.record.looked_at = time.monotonic()
        statuses = [(await asked(path=path).through(gateway)).status for path in ("/norms/N-1/", "/other/")]
        site.may_go_on.set()
        for one in crowd:
            one.cancel()
        return statuses

    assert played(scene()) == [200, 503]


def test_a_long_page_is_given_up_when_its_reader_takes_no_more_of_it(monkeypatch):
    monkeypatch.setattr(replies, "SLOWEST_SECONDS", 0.05)
    site = Site(words="The module shall erase keys. " * 10_000)

    async def scene():
        gateway = opened(site)
        first = await asked().through(gateway)
        again = await asked().through(gateway)
        slow = asked()
        await slow.begin(gateway)
        return again.whole, again.text == first.text == site.words, slow.status, slow.whole

    assert played(scene()) == (True, True, 200, False)
