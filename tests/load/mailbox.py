"""A mail server that keeps what it received: `python -m tests.load.mailbox PORT FILE [SECONDS]` until it is stopped; with
SECONDS it takes its time over each.

A line of JSON for each mail is in the file before the mail is acknowledged, so that nothing acknowledged is forgotten even by
`kill -9`.
"""

import asyncio
import json
import os
import re
import sys
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.load.reconcile import Arrived

LINK = re.compile(r"/drafts/[\w-]+/")
IDENTITY = re.compile(rb"^Message-ID:\s*(<[^>]*>)", re.I | re.M)


class Keeping:
    def __init__(self, file: int, seconds: float) -> None:
        self.file, self.seconds = file, seconds

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        await asyncio.sleep(self.seconds)
        found = IDENTITY.search(envelope.original_content or b"")
        kept = {"message_id": found.group(1).decode() if found else "", "to": ",".join(envelope.rcpt_tos), "at": time.time()}
        kept["link"] = _link_in(envelope.original_content or b"") if str(kept["to"]).startswith("draft-") else ""
        os.write(self.file, json.dumps(kept).encode() + b"\n")
        return "250 kept"


def _link_in(mail: bytes) -> str:
    """The path of the shared list to which a mail leads."""
    words = message_from_bytes(mail, policy=default).get_body(("plain",))
    found = LINK.search(words.get_content()) if words else None
    return found.group(0) if found else ""


def received(file: Path) -> list[Arrived]:
    return [Arrived(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []


async def serve(port: int, file: Path, seconds: float) -> None:
    kept = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeping(kept, seconds)), "127.0.0.1", port, backlog=200)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3] if sys.argv[3:] else 0)))
