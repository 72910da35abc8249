"""The leak crawl: nobody is told what they may not be told, at any address, in any way of asking.

Each reader asks for every address of the site with every argument that exists in a world of planted words (`planting.py`). What
an outsider may not know of must be answered like what was never there, and a search for a hidden word like a search for a word
that stands nowhere. How a new capability joins in: `docs/howto/planting.md`.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TestCase, override_settings

from comments.commenting_form.writing import FORMS, Facts
from comments.models import NAMES, Comment, CommentState, Consultation
from comments.models.declaration import VERSION
from norms.models import Viewing
from normsite.foundation.accounts.models import User
from normsite.foundation.ledger.models import Entry
from normsite.foundation.notifications.letters import words_of
from normsite.foundation.notifications.models import OutboxMail
from normsite.logs import RouteOnly
from tests.cast import gather
from tests.leaks.addresses import Address, UnknownPlace, addresses, one_of_each, place_of
from tests.leaks.crawl import METHODS, PLANTED, Answer, Browser, Crawl, Form, as_json, forms_of, unpacked
from tests.leaks.guesses import NEVER, UnknownName, guesses
from tests.leaks.planting import (
    BIRD,
    CLEARED,
    COMMENTER,
    CONFIDANTS,
    EVERYBODY,
    NAMED,
    NAMED_READER,
    OUTSIDERS,
    ROLES,
    SECRETARY,
    STAFF,
    Readers,
    World,
    planted,
)

NO_COUNTERS = settings.CACHES | {"default": {"BACKEND": "tests.leaks.caches.Unlimited"}}
USED_UP = settings.CACHES | {"default": {"BACKEND": "tests.leaks.caches.Exhausted"}}
NO_MAIL_SERVER = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
SAID = {"about": "c:keys", "kind": "te", "website": "", **dict.fromkeys(NAMES, NEVER)}
WHO = {"capacity": "individual", "name": NEVER, "email": ""}


def as_logged(record: logging.LogRecord) -> str:
    """What the log holds of it: not the address, in which a reader may have put anything."""
    RouteOnly().filter(record)
    return record.getMessage()


@override_settings(CACHES=NO_COUNTERS)
class TestLeaks(TestCase):
    """One world for all of them; what a test does in it is undone."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        with override_settings(CACHES=NO_COUNTERS, **NO_MAIL_SERVER):
            cls.world = planted(gather())

    def setUp(self) -> None:
        logging.getLogger("django.request").disabled = True
        self.crawl = Crawl(self.world)
        self.found = addresses(self.world)
        self.public = [one for one in self.found if not one.route.startswith(("desk/", "accounts/"))]

    def words_for(self, readers: Readers) -> set[str]:
        """What all these readers may read, and some page shows."""
        return {word for word, seen_by in self.world.words.items() if readers <= seen_by} - self.world.unshown

    def send(self, browser: Browser, address: Address, form: Form, own: Iterable[str] = ()) -> None:
        path = form.action or address.path
        self.crawl.look(browser, "POST", path, browser.ask("POST", path, form.fields), set(own))

    def test_nobody_is_told_anything_hidden_by_any_address_method_or_form(self) -> None:
        browser = Browser(self.world, "nobody")
        forms: dict[tuple[str, ...], tuple[Address, Form]] = {}
        logging.getLogger("django.request").disabled = False
        with self.assertLogs() as logs:
            for address in self.found:
                for form in forms_of(self.crawl.get(browser, address)):
                    forms.setdefault((form.action or address.path, *form.fields), (address, form))
            for address in one_of_each(self.found):
                for method in METHODS:
                    self.crawl.ask(browser, method, address)
            for address, form in forms.values():
                self.send(browser, address, form)
        assert self.crawl.leaks == []
        assert self.crawl.met["nobody"] >= self.words_for(EVERYBODY)
        assert [line for line in map(as_logged, logs.records) if BIRD in line] == []

    def test_nobody_learns_anything_hidden_by_searching_and_filtering(self) -> None:
        browser = Browser(self.world, "nobody")
        for address in {*one_of_each(self.public), *(one for one in self.public if "consultations/" in one.route)}:
            self.crawl.get(browser, address)
        for address in self.public:
            self.crawl.guess(browser, address)
        assert self.crawl.leaks == []

    def test_neither_accounts_nor_staff_without_their_second_factor_are_told_more(self) -> None:
        """They go to everything that is public, and to one address of each sort of what is not."""
        asked = {*(one for one in self.public if one.twin is None), *one_of_each(self.found)}
        for reader in ("an account", "the commenter", "staff without second factor"):
            with override_settings(STAFF_MFA_REQUIRED=True):
                browser = Browser(self.world, reader)
                for address in asked:
                    if not self._is_own(reader, address):
                        self.crawl.get(browser, address)
                for address in one_of_each(self.public):
                    if not self._is_own(reader, address):
                        self.crawl.ask(browser, "POST", address)
            assert self.crawl.met[reader] >= self.words_for(EVERYBODY)
        assert self.crawl.leaks == []

    def test_an_account_finds_what_was_sent_from_it_and_no_more(self) -> None:
        browser = Browser(self.world, "the commenter")
        for address in self.found:
            if self._is_own("the commenter", address) or address.route in ("receipts/", "profile/"):
                self.crawl.look(browser, "GET", address.path, browser.ask("GET", address.path))
        assert self.crawl.leaks == []
        assert self.crawl.met["the commenter"] >= {word for word, by in self.world.words.items() if by == SECRETARY | COMMENTER}

    def _is_own(self, reader: str, address: Address) -> bool:
        """A receipt of what this reader has sent, which is not hidden from them."""
        own = [code for code, one in self.world.receipts.items() if one.submission.user_id == self.world.commenter.pk]
        return reader == "the commenter" and address.path.startswith(tuple(f"/receipts/{code}/" for code in own))

    def test_the_way_through_the_form_tells_nothing_hidden_in_any_phase_or_when_it_is_used_too_often(self) -> None:
        browser = Browser(self.world, "nobody")
        statuses: dict[tuple[str, str], list[int]] = {}
        for name, caches in (("usual", NO_COUNTERS), ("used up", USED_UP)):
            with override_settings(CACHES=caches):
                for consultation in Consultation.objects.order_by("pk"):
                    with browser.visit():
                        statuses[name, consultation.phase] = [answer.status for answer in self._walk(browser, consultation)]
        assert self.crawl.leaks == []
        assert 429 in statuses["used up", "open"], "no limit was met, so what is shown then was not looked at"
        assert set(statuses["usual", "announced"]) == {302, 409}

    def _walk(self, browser: Browser, consultation: Consultation) -> Iterator[Answer]:
        """Write, look at it, say who, check, send; then the same through the interface."""
        form, interface = (
            f"/consultations/{consultation.code}/comment",
            f"/api/v1/consultations/{consultation.code}/submissions/",
        )
        for method, path, data in (
            ("POST", "/", SAID),
            ("POST", "/", {**SAID, "kind": ""}),
            ("GET", "/1/", {"about": "c:keys"}),
            ("GET", "/list/", {}),
            ("POST", "/you/", WHO),
            ("GET", "/check/", {}),
            ("GET", "/draft.txt", {}),
        ):
            answer = self.crawl.look(browser, method, form + path, browser.go(method, form + path, data))
            yield answer
            for sent in forms_of(answer) if path == "/check/" else ():
                yield self.crawl.look(browser, "POST", form + path, browser.go("POST", form + path, sent.fields))
        body = {
            "idempotency_key": NEVER * 2,
            "declaration": VERSION,
            **WHO,
            "comments": [{"clause": "keys", "kind": "te", "text": NEVER}],
        }
        yield self.crawl.look(browser, "POST", interface, browser.go("POST", interface, **as_json(**body)))

    def test_a_receipt_tells_its_sender_what_is_theirs_and_no_more(self) -> None:
        browser, met = Browser(self.world, "nobody"), set[str]()
        for code, receipt in self.world.receipts.items():
            own = {*self.world.own_words(code), receipt.token}
            for address in (one for one in self.public if one.path.startswith(f"/receipts/{code}/")):
                path = f"{address.path}?key={receipt.token}"
                answer = self.crawl.look(browser, "GET", path, browser.ask("GET", path), own)
                met |= set(PLANTED.findall(answer.text))
                for form in forms_of(answer):
                    self.send(browser, address, form, own)
            assert met >= own - {receipt.token}
        assert self.crawl.leaks == []

    def test_no_role_is_told_more_than_the_desk_shows_it(self) -> None:
        """Each role goes to every list of comments and to one address of each other sort; the rest is shared out among them."""
        each = [one for one in one_of_each(self.found, twins=False) if not one.route.startswith("accounts/")]
        lists = [one for one in self.found if one.route == "desk/consultations/<code>/comments/"]
        for place, role in enumerate(ROLES):
            browser = Browser(self.world, role)
            for address in {*self.found[place :: len(ROLES)], *each, *lists}:
                self.crawl.get(browser, address)
            for address in each:
                if address.is_desk:
                    self.crawl.ask(browser, "POST", address)
        assert self.crawl.leaks == []
        assert set().union(*self.crawl.met.values()) >= self.words_for(STAFF)
        for_the_secretary = {word for word, seen_by in self.world.words.items() if seen_by & STAFF == SECRETARY}
        assert self.crawl.met["secretary"] >= for_the_secretary
        confidential = {word for word, seen_by in self.world.words.items() if seen_by & STAFF == CONFIDANTS}
        assert [bool(self.crawl.met[role] & confidential) for role in sorted(CONFIDANTS)] == [True, True]

    def test_of_all_that_is_withheld_at_least_forty_words_are_planted(self) -> None:
        withheld = {word for word, seen_by in self.world.words.items() if seen_by == CLEARED}
        comments = {word for word, seen_by in self.world.words.items() if "-withheld-" in word and not seen_by & OUTSIDERS}
        assert len(withheld) >= 29
        assert len(withheld | comments) >= 40

    def test_a_restricted_text_is_told_to_nobody_but_its_named_readers(self) -> None:
        """Every reader goes to all that belongs to one, in each way of asking: whoever has written in it is among them."""
        belongs = [one for one in self.found if set(self.world.restricted) & set(re.split(r"[/.]", one.path))]
        lists = [one for one in one_of_each(self.found, twins=False) if not one.route.startswith("accounts/")]
        for reader in ("nobody", "an account", *ROLES):
            browser = Browser(self.world, reader)
            for address in {*belongs, *lists}:
                self.crawl.get(browser, address)
            for address in belongs:
                self.crawl.ask(browser, "POST", address)
        assert self.crawl.leaks == []
        restricted = {word for word, seen_by in self.world.words.items() if seen_by == NAMED}
        assert len(restricted) > 25
        assert set().union(*self.crawl.met.values()) & restricted == set()

    def test_its_named_reader_meets_every_word_of_it_and_each_view_is_noted_and_watermarked(self) -> None:
        browser, forgotten = Browser(self.world, NAMED_READER), []
        restricted = {word for word, seen_by in self.world.words.items() if seen_by == NAMED}
        for address in self.found:
            with browser.visit():
                answer = self.crawl.look(browser, "GET", address.path, browser.go("GET", address.path))
                noted = Viewing.objects.filter(person=self.world.reader, page=address.path, method="GET").exists()
            told = set(PLANTED.findall(answer.text.lower())) & restricted
            if told and not (noted and 'class="watermark"' in answer.text and "no-store" in answer.headers["Cache-Control"]):
                forgotten.append((address.path, noted, sorted(told)))
        assert forgotten == []
        assert self.crawl.leaks == []
        assert restricted - self.crawl.met[NAMED_READER] == set()

    def test_no_role_finds_at_the_desk_what_it_is_not_shown(self) -> None:
        """The editor stands for those who may not see the person behind an organisation."""
        for role in ("administrator", "secretary", "editor"):
            browser = Browser(self.world, role)
            for address in one_of_each(one for one in self.found if one.is_desk):
                self.crawl.get(browser, address)
            for address in self.found:
                if address.is_desk:
                    self.crawl.guess(browser, address)
        assert self.crawl.leaks == []

    def test_no_mail_tells_its_reader_what_is_hidden_from_them(self) -> None:
        staff = set(User.objects.filter(grants__isnull=False).values_list("email", flat=True))
        told = []
        assert OutboxMail.objects.filter(letter__isnull=False).count() > 20
        for mail in OutboxMail.objects.all():
            may_read = self.words_for(STAFF if mail.to in staff else EVERYBODY) | {self.world.links.get(mail.to, "")}
            said = words_of(mail)
            letter = f"{said.subject} {said.text} {said.html} {' '.join(said.headers.values())}".lower()
            told += [(mail.occasion, mail.to, word) for word in set(PLANTED.findall(letter)) - may_read]
        assert told == []

    def test_the_key_of_a_receipt_is_in_one_mail_to_its_sender(self) -> None:
        for receipt in self.world.receipts.values():
            with_key = OutboxMail.objects.filter(text__contains=receipt.token).values_list("to", flat=True)
            assert list(with_key) == [receipt.submission.email]

    def test_the_public_record_holds_no_planted_word(self) -> None:
        assert [entry for entry in Entry.objects.all() if BIRD in entry.leaf] == []

    def test_the_crawl_would_notice(self) -> None:
        """What an observer is told, held against what nobody may be told; and a public word that is taken for hidden."""
        inside = Browser(self.world, "observer")
        inside.reader = "nobody"
        codes = Comment.objects.filter(state=CommentState.RECEIVED).values_list("code", flat=True)
        unread = next(one for one in self.found if one.route == "comments/<code>/" and one.path.split("/")[2] in codes)
        draft = next(one for one in self.found if one.route == "norms/<code>/" and one.twin)
        self.crawl.get(inside, unread)
        self.crawl.get(inside, draft)
        self.world.words[f"{BIRD}-open-published-text"] = STAFF
        search = next(one for one in self.found if one.route == "search/")
        self.crawl.names["search/"] = {"q"}
        self.crawl.guess(Browser(self.world, "nobody"), search)
        told = "\n".join(self.crawl.leaks)
        assert f"GET {unread.path} (200) tells {BIRD}-open-received-text" in told
        assert f"GET {draft.path} (200) isn't answered as {draft.twin} (404)" in told
        assert f"GET /search/?q={BIRD}-open-published-text isn't answered as q={NEVER}" in told


def test_an_address_that_nobody_has_described_says_where_to_describe_it() -> None:
    with pytest.raises(UnknownPlace, match=r"what there is at “meetings/<code>/”\. Add its beginning to PLACES in"):
        place_of("meetings/<code>/")


def test_a_name_in_a_query_that_nobody_has_described_says_where_to_describe_it() -> None:
    world: Any = None
    with pytest.raises(UnknownName, match=r"/norms/ reads “colour” from its query.* Add it to GUESSES in"):
        guesses(world, "nobody", Address("norms/", "/norms/"), "colour")


@pytest.mark.parametrize("end", ["xlsx", "docx"])
def test_words_in_files_of_office_programs_are_read(end: str) -> None:
    told = FORMS[end].write(Facts("2026-03-05", "Locks", "N-1"), [(f"{BIRD}-open", *[""] * 7)])
    assert BIRD.encode() not in told
    assert set(PLANTED.findall(unpacked(told).decode())) == {f"{BIRD}-open"}
