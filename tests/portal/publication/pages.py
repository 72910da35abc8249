"""Reading all pages of a record as a browser follows them."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from django.test import Client

from normsite.portal.publication.models import Publication


@dataclass(frozen=True)
class Read:
    """A page: its words, where its links lead, and the places on it."""

    text: str
    links: list[str]
    ids: frozenset[str]


def every_page(client: Client, publication: Publication) -> dict[str, Read]:
    """All pages below the publication's address to which a link leads, but no download."""
    base = publication.get_absolute_url()
    waiting, pages = [base], {}
    while waiting:
        place = waiting.pop()
        if place not in pages:
            pages[place] = _read(client, place)
            found = {link.partition("#")[0] for link in pages[place].links}
            waiting += [one for one in found if re.match(rf"{base}(cards|clause|part)/", one)]
    return pages


def _read(client: Client, place: str) -> Read:
    response = client.get(place)
    assert response.status_code == 200, place
    links = [urljoin(place, link.replace("&amp;", "&")) for link in re.findall(r'href="([^"]+)"', response.text)]
    return Read(response.text, links, frozenset(re.findall(r'\bid="([^"]+)"', response.text)))
