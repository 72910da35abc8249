"""A record of 200 pages as a PDF, with comments in six scripts and a table of fourteen columns: how long it takes, and how much
memory its process holds at most.

    python -m tests.bench.paper            # from the repository's folder, on the environment's Python; says where the PDF is
"""

import json
import os
import resource
import sys
import tempfile
from pathlib import Path
from subprocess import run
from time import perf_counter
from typing import Any

COMMENTS = 845  # which make 200 pages
SAID = {
    "Rosa Reader": (
        "The module shall erase its keys within a minute of the alarm, and it shall log the erasure. We have measured eleven "
        "modules of five makers, and none of them needs longer than forty seconds; an hour is what a thief needs."
    ),
    "سارة الأحمد": (
        "ينبغي أن يمحو النموذج المفاتيح خلال دقيقة واحدة من الإنذار. "
        "النص الحالي (البند 4.2) لا يذكر زمنًا محددًا، و «ساعة واحدة» طويلة جدًا بالنسبة إلى مفاتيح AES-256."
    ),
    "王小明": (
        "模块应在报警后一分钟内擦除密钥。当前文本（第4.2条）没有规定具体时间，"
        "“一小时”对于AES-256密钥来说太长了。我们建议采用更严格的要求，以便在设备被盗时保护使用者。"
    ),
    "प्रिया शर्मा": (
        "मॉड्यूल को अलार्म के एक मिनट के भीतर कुंजियाँ मिटा देनी चाहिए। "
        "वर्तमान पाठ (खंड 4.2) में कोई समय निर्धारित नहीं है, और एक घंटा बहुत लंबा है।"
    ),
    "Иван Петров": (
        "Модуль должен стирать ключи в течение одной минуты после тревоги. "
        "В действующем тексте (пункт 4.2) срок не указан, а один час — слишком долго."
    ),
    "Ελένη Παπά": (
        "Η μονάδα πρέπει να διαγράφει τα κλειδιά εντός ενός λεπτού. Το ισχύον κείμενο (παράγραφος 4.2) δεν ορίζει χρόνο."
    ),
}
COLUMNS = (
    *(
        "Comment",
        "Received",
        "Author",
        "Kind of author",
        "Country",
        "Clause",
        "Type",
        "Comments",
        "Proposed change",
        "Decision",
    ),
    *("Reason", "Effect on the text", "Reaction", "Own reference"),
)


def sheet_of(comments: int) -> str:
    """The record as the typesetter takes it. No text in it is another's."""
    import django

    django.setup()
    from normsite.foundation.documents import Document, Row, Section, Table
    from normsite.foundation.documents.printed.sheet import sheet

    rows = tuple(Row(_row(number)) for number in range(12))
    wide = Section("table", "A table of fourteen columns", (Table("Comments and answers", COLUMNS, rows),))
    parts = tuple(_comment(number) for number in range(comments))
    sections = (wide, Section("comments", "Every comment and its answer", (), parts))
    facts = {"code": "PUB-1", "title": "Modules for quantum keys", "subtitle": "Rationale page", "facts": ()}
    return json.dumps(sheet(Document(**facts, sections=sections)), ensure_ascii=False)  # type: ignore[arg-type]


def _row(number: int) -> tuple[str, ...]:
    name, said = list(SAID.items())[number % len(SAID)]
    begun = (
        f"C-2026-{number:05}",
        "2026-05-03T10:11:12Z",
        name,
        "Industry, small or medium",
        "DE",
        "4.2",
        "te",
        said,
        said[:80],
    )
    return (*begun, "Accepted with modifications", SAID["Rosa Reader"][:120], "Substantive", "Agrees", f"DE-{number}/2026")


def _comment(number: int) -> Any:
    from normsite.foundation.documents import Fact, Facts, Section, Text
    from normsite.foundation.unseen import isolated

    name, said = list(SAID.items())[number % len(SAID)]
    code, said = f"C-2026-{number:05}", f"{number}. {said} {number}."
    proposed = (Facts((Fact("Proposed change", said),)),) if number % 2 else ()
    answer = (
        Fact("Type", "Technical"),
        Fact("Decision", "Accepted with modifications"),
        Fact("Reason", f"{number}. {SAID['Rosa Reader']}"),
        Fact("Effect on the text", "Substantive"),
        Fact("The commenter", "agrees"),
    )
    return Section(code, f"{code} by {isolated(name)}, on 4.{number % 9} Erasure", (Text((said,)), *proposed, Facts(answer)))


def measured(place: Path) -> None:
    """The other process: as `apart` does it, with a look at the clock and the memory."""
    from normsite.foundation.paper.typesetting import set_pages

    began = perf_counter()
    place.write_bytes(set_pages(sys.stdin.read()))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    took = f"{perf_counter() - began:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of it on a processor"
    print(f"{took}, {usage.ru_maxrss // 1024} MB at most: {place}")


def main(comments: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")
    place = Path(tempfile.mkdtemp()) / "paper.pdf"
    run([sys.executable, "-m", "tests.bench.paper", "measured", str(place)], input=sheet_of(comments).encode(), check=True)
    import pikepdf

    with pikepdf.open(place) as pdf:
        print(f"{len(pdf.pages)} pages")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measured"]:
        measured(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else COMMENTS)
