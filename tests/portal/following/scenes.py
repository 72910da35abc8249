"""Feeds as a program reads them, and things that happened."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
from django.test import Client
from django.utils import timezone
from lxml import etree

from comments.models import Consultation
from comments.services import open_consultation
from norms.models import Revision
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.models import Event
from tests.cast import Cast

ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = {"atom": ATOM.strip("{}"), "fh": "http://purl.org/syndication/history/1.0"}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "rfc4287.rng"))


def read(client: Client, name: str) -> Any:
    """A feed as the schema lets it be, and as a feed reader opens it."""
    response = client.get(address(name))
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    written = etree.fromstring(response.content)
    assert SCHEMA.validate(written), SCHEMA.error_log
    feed: Any = feedparser.parse(response.content)
    assert not feed.bozo
    feed.written = written
    return feed


def announced(cast: Cast, revision: Revision, *, in_days: int = 2) -> Consultation:
    """A consultation that opens in some days and lasts 61."""
    start = timezone.now() + timedelta(days=in_days)
    facts: dict[str, Any] = {"title": "Draft of quantum key modules", "asks": "Is it right?"}
    return open_consultation(revision=revision, opens_at=start, closes_at=start + timedelta(days=61), by=cast.sami, **facts)


def address(name: str) -> str:
    return name if name.startswith("/") else f"/feeds/{name}.atom"


def titles(client: Client, name: str) -> list[str]:
    return [entry.title for entry in read(client, name).entries]


def happened(number: int, *, at: datetime | None = None, kind: str = "stage_changed", **more: Any) -> Event:
    """The norm N-1 has entered another stage, for the so many-th time."""
    given: dict[str, Any] = {
        "targets": ["site", "norm:N-1"],
        "path": "/norms/N-1/",
        "norm": "N-1",
        "norm_title": "Quantum key modules",
        "stage": f"30.{number:02}",
        "stage_name": f"Step {number}",
        "before": "20.00",
        "before_name": "Draft",
    }
    occasion = f"{kind}/N-1/{number}"
    tell_followers(kind, occasion=occasion, at=at or timezone.now() - timedelta(hours=1), **(given | more))
    return Event.objects.get(occasion=occasion)
