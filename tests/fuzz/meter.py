"""A browser that notes what each of its requests costs."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection
from django.test import Client

FOLLOWED = (301, 302, 303)


@dataclass(frozen=True)
class Asked:
    """One request and its cost in seconds: processor time here and waiting for the database; `wall` is what the clock says."""

    what: str
    status: int
    cost: float
    wall: float


class Meter(Client):
    """Each request comes from another network, so that limits on public forms don't hide what the forms would do."""

    networks = itertools.cycle(f"10.{a}.{b}.7" for a in range(256) for b in range(256))

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False)
        self.log: list[Asked] = []
        self.pocket = SimpleCookie()

    def request(self, **request: Any) -> Any:
        request.setdefault("REMOTE_ADDR", next(self.networks))
        with _in_database() as waited:
            began, worked = time.perf_counter(), time.process_time()
            response = super().request(**request)
            cost, wall = time.process_time() - worked + sum(waited), time.perf_counter() - began
        what = f"{request.get('REQUEST_METHOD', 'GET')} {request.get('PATH_INFO', '')[:70]}"
        self.log.append(Asked(what, response.status_code, cost, wall))
        return response

    def force_login(self, user: Any, backend: str | None = None) -> None:
        super().force_login(user, backend)
        self.pocket = SimpleCookie(self.cookies)

    def start_over(self) -> None:
        """As the browser was at first: some inputs end its session, and what they wrote is taken back."""
        self.log.clear()
        self.cookies = SimpleCookie(self.pocket)

    def follow(self, response: Any) -> Any:
        """The page to which a form leads."""
        if response.status_code in FOLLOWED and response.url.startswith("/"):
            return self.get(response.url)
        return response


@contextmanager
def _in_database() -> Iterator[list[float]]:
    waited: list[float] = []

    def measured(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began, worked = time.perf_counter(), time.process_time()
        try:
            return execute(sql, params, many, context)
        finally:
            waited.append((time.perf_counter() - began) - (time.process_time() - worked))

    with connection.execute_wrapper(measured):
        yield waited
