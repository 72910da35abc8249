"""`python -m tests.load RUN …`; `make load ARGS="RUN …"` and `make chaos ARGS="…"`. docs/howto/load.md says what each shows."""

import argparse
import resource
import sys
from pathlib import Path

from tests.load import blows, chaos, deadline, imports, mails, overload, slow, steady
from tests.load.ending import end_gently


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="tests.load", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    runs = whole.add_subparsers(required=True, metavar="RUN")

    def add(name: str, run: object, what: str) -> argparse.ArgumentParser:
        one = runs.add_parser(name, help=what, description=what, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        one.set_defaults(run=run)
        one.add_argument("--seed", type=int, default=7, help="the same seed, the same sendings at the same instants")
        one.add_argument("--port", type=int, default=8160, help="of the site; its mail server takes the next one")
        one.add_argument("--json", type=Path, help="write the tables to this file too")
        one.add_argument("--keep", action="store_true", help="leave data and logs, and say where")
        return one

    one = add("steady", steady.run_steady, "a rate of comments for a while")
    one.add_argument("--rate", type=float, default=60, help="comments a second")
    one.add_argument("--seconds", type=float, default=900)
    one.add_argument("--one-network", action="store_true", help="all from one network, so that its limit decides")
    one = add("ladder", steady.run_ladder, "the highest rate that holds p99 at 1 s")
    one.add_argument("--rate", type=float, default=40, help="the lowest step, comments a second")
    one.add_argument("--seconds", type=float, default=60, help="how long each step lasts")
    one = add("overload", overload.run, "twice and ten times of what the site can take")
    one.add_argument("--seconds", type=float, default=60, help="how long each multiple lasts")
    one.add_argument("--measure", type=float, default=20, help="how long the capacity is measured, in seconds")
    one.add_argument("--times", type=float, nargs="+", default=[2, 10], help="multiples of the capacity")
    one = add("slow", slow.run, "hundreds who send or read a byte a second")
    one.add_argument("--each", type=int, default=200, help="how many slow bodies, slow headers and slow readers")
    one.add_argument("--seconds", type=float, default=30)
    one.add_argument("--rate", type=float, default=10, help="requests a second of everybody else")
    one.add_argument("--proxy", action="store_true", help="through caddy, with the settings of docker-compose.yml")
    one = add("deadline", deadline.run, "thousands who send around a deadline, judged one by one")
    one.add_argument("--count", type=int, default=10_000, help="how many send")
    one.add_argument("--forms", type=float, default=0.02, help="share of them who use the form")
    one.add_argument("--consultations", type=int, default=8)
    one.add_argument("--extended", type=int, default=4, help="how many of the consultations are extended at the last instant")
    one.add_argument("--longer", type=float, default=15, help="by how many seconds")
    one.add_argument("--reading", type=float, default=0.5, help="seconds within which any server must have read a last byte")
    one.add_argument("--patience", type=float, default=300, help="how long senders come again after the deadline, in seconds")
    one.add_argument("--measure", type=float, default=10, help="how long the capacity is measured, in seconds")
    one = add(
        "chaos",
        lambda args: {"mails": mails, "imports": imports}.get(args.what, chaos).run(args),
        "kills of every kind of process while comments come in",
    )
    one.add_argument(
        "what", nargs="?", default="comments", choices=["comments", "mails", "imports"], help="what goes on meanwhile"
    )
    one.add_argument("--kills", type=int, help="how many (default: 200; of mails 24, of imports 6)")
    one.add_argument("--count", type=int, default=10_000, help="how many notices go out, or comments come in")
    one.add_argument("--rate", type=float, default=60, help="comments a second")
    one.add_argument("--visits", type=float, default=0.3, help="visitors a second with files, forms, shared lists")
    one.add_argument("--seconds", type=float, help="over how long the kills fall (default: 4.5 for each)")
    whom = sorted({whom for _, whom in blows.KINDS})
    one.add_argument("--only", nargs="+", default=[], choices=whom, metavar="WHOM", help=f"only these: {', '.join(whom)}")
    one.add_argument("--drain", type=float, default=600, help="how long to wait for the last mails, in seconds")
    return whole


def main(words: list[str]) -> int:
    args = parser().parse_args(words)
    end_gently()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    report = args.run(args)
    print(report.text())
    if args.json:
        report.keep(args.json)
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
