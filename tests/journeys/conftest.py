"""A real browser, a real mail server and a real Celery worker for journeys."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_string, policy
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page

from normsite.celery import app
from normsite.foundation.accounts.models import User
from tests.cast import PASSWORD, Cast, gather

WIDTHS = (1280, 375)


@dataclass
class Postman:
    """A mail server on this machine that keeps what it is given."""

    letters: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the name that aiosmtpd calls
        self.letters.append((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 Message accepted for delivery"

    def letter_to(self, address: str, about: str) -> str:
        for to, raw in self.letters:
            message = message_from_string(raw, policy=policy.default)
            if to == address and re.search(about, str(message["subject"])):
                return str(message.get_body(("plain",)).get_content())
        return ""


@pytest.fixture
def postman() -> Iterator[tuple[Postman, int]]:
    postman = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    yield postman, port
    controller.stop()


@pytest.fixture
def worker(transactional_db, postman, tmp_path) -> Iterator[Postman]:
    """A Celery worker on the test database, which sends through the postman."""
    own = urlsplit(os.environ["DATABASE_URL"])
    address = own._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    queue = f"journey-{os.getpid()}-{tmp_path.name}"
    env = os.environ | {"DATABASE_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{postman[1]}", "NORMSITE_DEBUG": "1"}
    env.pop("PYTEST_VERSION", None)
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "normsite",
        "worker",
        "--pool",
        "solo",
        "-Q",
        queue,
        "--loglevel",
        "warning",
    ]
    before, routes = app.conf.task_default_queue, app.conf.task_routes
    app.conf.task_default_queue, app.conf.task_routes = queue, {}
    _route_anew()
    app.amqp.queues.select_add(queue)
    log = (tmp_path / "worker.log").open("wb")
    process = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=settings.BASE_DIR)
    yield postman[0]
    process.terminate()
    process.wait(20)
    app.conf.task_default_queue, app.conf.task_routes = before, routes
    _route_anew()


def _route_anew() -> None:
    """Celery keeps what it has once made of its routes."""
    app.amqp.flush_routes()
    vars(app.amqp).pop("router", None)


@dataclass
class Theatre:
    """The stage: one browser context for each person, so that each has a session of their own."""

    browser: Browser
    address: str
    scripts: bool
    pages: dict[str, Page] = field(default_factory=dict)

    def page_of(self, person: User | None) -> Page:
        key = person.email if person else "visitor"
        if key not in self.pages:
            context = self.browser.new_context(java_script_enabled=self.scripts, viewport={"width": 1280, "height": 900})
            context.set_default_timeout(10_000)
            if person is not None:
                context.add_cookies([self._session_of(person)])
            self.pages[key] = context.new_page()
        return self.pages[key]

    def _session_of(self, person: User) -> Any:
        """Of somebody who is signed in. How one signs in has journeys of its own."""
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.address}

    def sign_in(self, page: Page, person: User) -> None:
        page.goto(f"{self.address}/accounts/login/")
        self.fill_in_who(page, person)

    def fill_in_who(self, page: Page, person: User) -> None:
        """On the page of signing in, wherever it leads."""
        page.get_by_label("E-mail").first.fill(person.email)
        page.get_by_label("Password").first.fill(PASSWORD)
        page.locator("form:has(input[name=login]) button:not([form])").first.click()

    def look(self, page: Page, name: str) -> None:
        """Nothing is wider than the page. Where pictures are asked for, this is one, as a desk and as a phone show it."""
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{name} is wider than its page."
        folder, size = os.environ.get("NORMSITE_PICTURES"), page.viewport_size
        if not folder or not size:
            return
        for width in sorted({size["width"], *WIDTHS}, reverse=True):
            page.set_viewport_size({"width": width, "height": size["height"]})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@pytest.fixture
def people(transactional_db) -> Cast:
    cast = gather()
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.all()
    )
    return cast


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def theatre(request, browser, live_server, people) -> Iterator[Theatre]:
    theatre = Theatre(browser, live_server.url, request.param)
    settings.BASE_URL = live_server.url
    yield theatre
    if os.environ.get("NORMSITE_PICTURES"):  # a folder: what everybody saw last, for whoever mends a journey
        for name, page in theatre.pages.items():
            page.screenshot(path=f"{os.environ['NORMSITE_PICTURES']}/{name}.png", full_page=True)
    theatre.close()
