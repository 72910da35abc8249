"""Measure what a long text costs: import, page, redline, each against the plainest work on the same text in the same run."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared/data/nist-sp800-63b"
FIRST, SECOND = "sp800-63b-2017-01-public-draft.md", "sp800-63b-2017-06-final.md"
ROUNDS = 3
SECTIONS = 175


@dataclass(frozen=True)
class Cost:
    """What was done in how many seconds, and the same for what it is compared with."""

    what: str
    seconds: float
    baseline: str
    baseline_seconds: float

    def line(self) -> str:
        ratio = self.seconds / self.baseline_seconds
        return f"{self.what:<24}{self.seconds * 1000:>9.0f} ms{ratio:>9.1f} x  {self.baseline}"


def seconds(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The best of a few rounds: what else runs on the machine only adds."""
    return min(_once(act) for _ in range(rounds))


def _once(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def editions() -> tuple[str, str]:
    """Two editions of a real standard where they are at hand, else generated ones of the same size."""
    paths = (SHARED / FIRST, SHARED / SECOND)
    if all(path.exists() for path in paths):
        return paths[0].read_text(encoding="utf-8"), paths[1].read_text(encoding="utf-8")
    return _generated("channel"), _generated("link")


def _generated(word: str) -> str:
    """Some 160 kB; each third section differs by a word."""
    parts = ["# Key modules\n"]
    for number in range(1, SECTIONS + 1):
        said = word if number % 3 == 0 else "line"
        parts.append(
            f"## {number}. Module {number}\n\nModule {number} shall erase the keys of its {said}. " + "It holds keys. " * 50
        )
        parts.append(
            "- It *should* raise [an alarm](#module-1);\n- it may wait.\n\n| Key | Bits |\n|---|---|\n| public | 3072 |\n"
        )
    return "\n\n".join(parts)


def costs() -> Iterator[Cost]:
    """All in a transaction that is undone: the site keeps nothing of it."""
    from django.db import transaction

    with transaction.atomic():
        yield from _costs()
        transaction.set_rollback(True)


def _costs() -> Iterator[Cost]:
    from django.template import engines
    from django.test import Client

    from norms.models import Clause
    from norms.redlines import differences
    from norms.services import freeze_revision, import_markdown
    from normsite.foundation.accounts.models import Role
    from normsite.foundation.markup.tree import read, write
    from tests.cast import person

    old, new = editions()
    counter = count()  # what was read once is kept for a while
    edda = person("Bench", Role.EDITOR)
    norm = import_markdown(text=old, by=edda, scheme="rfc2119").norm
    freeze_revision(revision=norm.revisions.get(), by=edda)
    import_markdown(text=new, by=edda, norm=norm)
    before, after = (
        dict(
            Clause.objects.filter(revision__norm=norm, revision__number=number)
            .order_by("order")
            .values_list("anchor", "body_html")
        )
        for number in (1, 2)
    )
    htmls = list(before.values())
    plain = seconds(lambda: _plainly_rendered(old))
    yield Cost(
        f"import of {len(old.encode()) // 1000} kB",
        seconds(lambda: import_markdown(text=f"{old}\n\nNo. {next(counter)}.", by=edda, scheme="rfc2119")),
        "parsed and cleaned",
        plain,
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(edda)

    def ask() -> None:
        answer = client.get(f"/norms/{norm.code}/r1/")
        if answer.status_code != 200:
            raise SystemExit(f"The page answered {answer.status_code}")

    template = engines["django"].from_string("{% for html in htmls %}{{ html|safe }}{% endfor %}")
    bare = seconds(lambda: template.render({"htmls": htmls}))
    yield Cost("its page", seconds(ask), "a bare template", bare)
    tree = seconds(lambda: [write(read(html)) for html in htmls])
    yield Cost("its tree, read, written", tree, "parsed and cleaned", plain)
    pairs = [(before[anchor], after[anchor]) for anchor in before.keys() & after.keys()]
    split = seconds(lambda: [set(one.split()) ^ set(other.split()) for one, other in pairs])
    yield Cost("redline, first time", seconds(lambda: differences(pairs), 1), "split into words", split)
    yield Cost("redline, again", seconds(lambda: differences(pairs)), "split into words", split)


def _plainly_rendered(text: str) -> str:
    import bleach
    from markdown_it import MarkdownIt

    return str(bleach.clean(MarkdownIt("commonmark").enable("table").render(text)))
