"""`python -m tests.bench [PART …]`; `make bench ARGS="…"`. docs/performance.md says what each part means."""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.bench import beside, chart, mail, profiles
from tests.bench.tables import Findings
from tests.load.ending import end_gently
from tests.load.site import PROJECT

SIDE_BY_SIDE = ("views", "pages", "intake", "growth")
PARTS = {
    "views": "weight of a first view of each public page, and its statements",
    "pages": "pages against the trivial view, the plain page and django-contrib-comments",
    "intake": "a comment against a plain INSERT and django-contrib-comments, at ever more comments",
    "growth": "lists, filters, searches and the CSV at ever more comments",
    "mail": "mails against smtplib and send_mail, 100,000 digests, 100,000 followers",
    "texts": "within one process: pages without a server, what a long text costs, and a simulated risk",
}


def parser() -> argparse.ArgumentParser:
    parts = "; ".join(f"{name}: {what}" for name, what in PARTS.items())
    whole = argparse.ArgumentParser(prog="tests.bench", description=__doc__, epilog=parts)
    whole.add_argument("part", nargs="*", help=f"{', '.join(PARTS)}, or: profile [PATH …]; all parts without any")
    whole.add_argument("--comments", type=int, nargs="+", help="how many are planted, one number after another")
    whole.add_argument("--rounds", type=int, default=5, help="of which the median counts (default: 5)")
    whole.add_argument("--seconds", type=float, default=1.5, help="how long each turn lasts (default: 1.5)")
    whole.add_argument("--port", type=int, default=8170, help="of the site; the next two are taken as well")
    whole.add_argument("--json", type=Path, help="write the figures to this file too")
    whole.add_argument("--chart", type=Path, help="draw the tables with rates into this file, as SVG")
    whole.add_argument("--keep", action="store_true", help="leave data and logs, and say where")
    return whole


def main(words: list[str]) -> int:
    arguments = parser()
    args = arguments.parse_args(words)
    end_gently()
    if args.part[:1] == ["profile"]:
        args.paths = args.part[1:]
        return profiles.run(args)
    if strange := set(args.part) - set(PARTS):
        arguments.error(f"there is no part {', '.join(sorted(strange))}")
    asked = [part for part in PARTS if part in args.part or not args.part]
    command = " ".join(["make bench", *([f'ARGS="{" ".join(words)}"'] if words else [])])
    if besides := [part for part in asked if part in SIDE_BY_SIDE]:
        _tell(beside.run(besides, args, command), args)
    if "mail" in asked:
        _tell(mail.run(args, command), args)
    if "texts" in asked:
        return subprocess.run(_with_servers("tests.bench.inside"), cwd=PROJECT, check=False).returncode
    return 0


def _tell(findings: Findings, args: argparse.Namespace) -> None:
    print(findings.text())
    if args.json:
        findings.keep(args.json)
    if args.chart:
        args.chart.write_text(chart.svg(findings), encoding="utf-8")


def _with_servers(module: str) -> list[str]:
    return [sys.executable, "-m", "tests.servers", sys.executable, "-m", module]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
