"""Who is asked for what: the pages of Normsite and of the plain project, and the ways to post a comment to each."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from urllib.parse import urlencode

from tests.bench.client import Load
from tests.bench.files import FILES, Shelf
from tests.bench.ground import CROWDED, READ, Ground
from tests.bench.turns import Contender
from tests.load.browsers import File
from tests.load.submissions import HOST, Writer, page

TRIVIAL, PLAIN, CONTRIB_PAGE = "trivial view", "plain page", "contrib page"
INSERT, CONTRIB, COMMENT = "plain INSERT", "contrib comment", "Normsite comment"
PASSAGE, FILE = "Normsite comment on a passage", "Normsite comment on a passage with a file"
PAST_THE_CACHE = "past the cache"
# Nobody has this session: kept pages are passed by, as for somebody who is signed in. It costs the look-up of the session.
STRANGE_SESSION = b"Cookie: sessionid=nobodyhasthissessionnobodyhasthiss\r\n"
FIELDS = re.compile(r'name="(content_type|object_pk|timestamp|security_hash|csrfmiddlewaretoken)" value="([^"]*)"')
MOST_A_SECOND = 3_000  # so many posts are written beforehand, which no side reaches
MOST_WITH_FILES = 300  # likewise: before each of these its file is sent
MOST_FILES = 60
SENDING_FILES = 2  # connections: more would be turned away, as files have a lane of their own
MAILED = 0.3


def addresses(ground: Ground) -> dict[str, str]:
    """The pages of Normsite that many read, by their names in the tables."""
    paths = ground.paths
    return {
        "home": "/",
        "norm": paths["norm"],
        "consultation": paths["consultation"],
        "docket": f"{paths['consultation']}comments/",
        "comment": paths["comment"],
        "rationale": paths["rationale"],
        "search": "/search/?q=alarm",
    }


def docket_searches(ground: Ground) -> dict[str, str]:
    """The docket narrowed down, and searches for a rare word: what has to stay quick however many comments there are."""
    docket = addresses(ground)["docket"]
    return {
        "docket, one clause": f"{docket}?clause=keys",
        "docket, common word": f"{docket}?words=keys",
        "docket, rare word": f"{docket}?words=zeroisation",
        "search, common word": "/search/?q=keys",
        "search, rare word": "/search/?q=zeroisation",
    }


def csv_list(ground: Ground) -> str:
    return f"{ground.paths['consultation']}comments.csv"


def readers(ground: Ground, seconds: float) -> list[Contender]:
    """The three baselines, then each page twice: as anybody gets it, and past the cache."""
    plain = {TRIVIAL: "/same-bytes/", PLAIN: f"/norms/{READ}/", CONTRIB_PAGE: f"/norms/{READ}/contrib/"}
    asked = [
        _reader(name, Load(ground.plain_port, (page(path),), seconds=seconds), ground.plainly_spent)
        for name, path in plain.items()
    ]
    for name, path in addresses(ground).items():
        for called, request in ((name, page(path)), (f"{name}, {PAST_THE_CACHE}", past_the_cache(path))):
            asked.append(_reader(called, Load(ground.site.port, (request,), seconds=seconds), ground.spent))
    return asked


def few_readers(ground: Ground, seconds: float, connections: int, patience: float) -> list[Contender]:
    """The pages that could cost more the more comments there are."""
    kept = {name: past_the_cache(path) for name, path in addresses(ground).items() if name in ("consultation", "docket")}
    asked = kept | {name: page(path) for name, path in docket_searches(ground).items()}
    port = ground.site.port
    loads = {name: Load(port, (request,), 200, seconds, connections, patience=patience) for name, request in asked.items()}
    return [Contender(name, partial(_same, load), ground.spent, ground.stop_statements) for name, load in loads.items()]


def past_the_cache(path: str) -> bytes:
    """The request of somebody with a session."""
    return page(path).replace(b"Accept:", STRANGE_SESSION + b"Accept:", 1)


def _reader(name: str, load: Load, spent: Callable[[], float]) -> Contender:
    """Asks the same each time."""
    return Contender(name, partial(_same, load), spent)


def _same(load: Load) -> Load:
    return load


def writers(ground: Ground, seconds: float) -> list[Contender]:
    """Each with a form or a body of its own for every comment."""
    form, most = PlainForm.of(ground), int(MOST_A_SECOND * seconds)
    codes = [ground.paths["code"]]
    letters = Writer(random.Random(ground.planted), codes, mailed=MAILED)
    quotes, chances = ground.quotes(), (random.Random(ground.planted + 1), random.Random(ground.planted + 2))
    on_passages = Writer(chances[0], codes, mailed=MAILED, quotes=quotes)
    with_files = Writer(chances[1], codes, mailed=MAILED, quotes=quotes, attach=Shelf(ground.site.port, *codes).put)

    def load(port: int, write: Callable[[], bytes], status: int, most: int = most) -> Callable[[], Load]:
        return lambda: Load(port, tuple(write() for _ in range(most)), status=status, seconds=seconds, once=True)

    return [
        Contender(INSERT, load(ground.plain_port, form.insert, 302), ground.plainly_spent),
        Contender(
            CONTRIB, load(ground.plain_port, form.contrib, 302), ground.plainly_spent, after=lambda: _forget_contrib(ground)
        ),
        *(
            Contender(name, load(ground.site.port, partial(_letter, one), 201, number), ground.spent, after=ground.settle)
            for name, one, number in (
                (COMMENT, letters, most),
                (PASSAGE, on_passages, most),
                (FILE, with_files, int(MOST_WITH_FILES * seconds)),
            )
        ),
    ]


def senders_of_files(ground: Ground, seconds: float) -> list[Contender]:
    """The files by themselves, as they come before their comments."""
    shelf, chance = Shelf(ground.site.port, ground.paths["code"]), random.Random(ground.planted)

    def load(file: File) -> Load:
        requests = tuple(shelf.request(f"{chance.getrandbits(192):048x}", file) for _ in range(int(MOST_FILES * seconds)))
        return Load(ground.site.port, requests, 201, seconds, SENDING_FILES, once=True)

    return [Contender(called, partial(load, file), ground.spent) for called, file in FILES.items()]


def _letter(writer: Writer) -> bytes:
    return writer.letter().request


def _forget_contrib(ground: Ground) -> None:
    """What was just posted, so that each round finds as many as were planted."""
    with ground.plain_database() as connection:
        connection.execute("DELETE FROM django_comments WHERE submit_date > now() - interval '1 hour'")


@dataclass(frozen=True)
class PlainForm:
    """The form of django-contrib-comments as a browser has got it, with the token against forged forms and its cookie."""

    cookie: str
    token: str
    hidden: dict[str, str]
    clause: int
    numbers: "count[int]"

    @classmethod
    def of(cls, ground: Ground) -> "PlainForm":
        got = ground.crowded_form
        hidden = dict(FIELDS.findall(got.body.decode()))
        cookie = got.headers["set-cookie"].partition(";")[0]
        with ground.plain_database() as connection:
            found = connection.execute("SELECT id FROM plain_clause WHERE norm_id = %s", (CROWDED,)).fetchone()
        assert found
        return cls(cookie, hidden.pop("csrfmiddlewaretoken"), hidden, found["id"], count(1))

    def insert(self) -> bytes:
        number = next(self.numbers)
        return self._post("/remark/", {"clause": self.clause, "name": f"Lea {number}", "text": _words(number)})

    def contrib(self) -> bytes:
        number = next(self.numbers)
        who = {"name": f"Lea Load {number}", "email": f"lea-{number}@senders.example", "url": "", "honeypot": ""}
        return self._post("/comments/post/", {**self.hidden, **who, "comment": _words(number)})

    def _post(self, path: str, fields: dict[str, object]) -> bytes:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        return (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def _words(number: int) -> str:
    """As long as a comment of the load tools is in the median."""
    return f"Mark {number}. " + "say how often a module shall erase what it holds, and who can tell whether it has; " * 4
