"""Consultations with their comments, answers and reactions."""

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from comments.models import BESIDE, Attached, Attachment, Comment, Consultation, NewComment
from comments.services import (
    approve_disposition,
    decide_comment,
    keep_files,
    open_consultation,
    publish_comment,
    publish_dispositions,
    react,
    submit_comments,
    withdraw_comment,
    withhold_comment,
)
from norms.models import Revision
from normsite.demo import files, screenings
from normsite.demo.clock import Calendar
from normsite.demo.people import People
from normsite.demo.texts import clause_numbers

READ_WITHIN = 1.5  # days that the secretariat takes to moderate
AS_GIVEN = ("passage", "answer", "own_reference", *BESIDE)


class Talk:
    """One consultation of the demonstration, played from its file."""

    def __init__(self, name: str, revision: Revision, calendar: Calendar, people: People) -> None:
        self.line: dict[str, Any] = files.read("norms", name, "consultation.yaml")["consultation"]
        self.name, self.revision, self.calendar, self.people = name, revision, calendar, people
        self.names = clause_numbers(revision)
        self.tokens: dict[str, str] = {}
        self.comments: dict[str, Comment] = {}

    def play(self) -> Consultation:
        """Announce it, receive and moderate the comments, answer those that have an answer, publish when it is time."""
        self.consultation = self._open()
        for together in self._submissions():
            self._receive(together)
        for line in self.line["comments"]:
            self._moderate(line)
        for line in self.line["comments"]:
            self._answer(line)
        if self.line.get("dispositions_published") is not None:
            self._conclude()
        self.consultation.refresh_from_db()
        return self.consultation

    def _submissions(self) -> list[list[dict[str, Any]]]:
        """The comments as they were sent: those of one person at one instant together, in the order of time."""
        sent: dict[tuple[object, ...], list[dict[str, Any]]] = {}
        for line in self.line["comments"]:
            who = line.get("person") or line.get("name") or line["id"]
            sent.setdefault((line["at"], who, line["capacity"]), []).append(line)
        return sorted(sent.values(), key=lambda together: together[0]["at"])

    def _words(self, words: str) -> str:
        return files.name_references(words, self.names)

    def _open(self) -> Consultation:
        line = self.line
        screenings.screen(self.name, self.revision, self.calendar, self.people, line["opens"] - 1)
        with self.calendar.pretending(line["opens"]) as instant:
            return open_consultation(
                revision=self.revision,
                title=line["title"],
                asks=self._words(line["asks"]),
                opens_at=instant,
                closes_at=self.calendar.at(line["closes"]),
                by=self.people.staff[line["opened_by"]],
                anonymous_allowed=line["anonymous_allowed"],
                questions=[self._words(question) for question in line["questions"]],
                short_reason=line.get("short_reason") or "",
                at=instant,
            )

    def _receive(self, lines: list[dict[str, Any]]) -> None:
        first = lines[0]
        with self.calendar.pretending(first["at"]) as instant:
            receipt = submit_comments(
                consultation=self.consultation,
                items=[self._item(line) for line in lines],
                idempotency_key=uuid5(NAMESPACE_URL, first["id"]).hex,
                at=instant,
                **self._author(first),
            )
        for line, comment in zip(lines, receipt.submission.comments.order_by("position"), strict=True):
            self.tokens[line["id"]] = receipt.token
            self.comments[line["id"]] = comment
            self.names[line["id"]] = comment.code

    def _item(self, line: dict[str, Any]) -> NewComment:
        return NewComment(
            text=self._words(line["text"]),
            kind=line["kind"],
            anchor=line.get("clause") or "",
            question=line.get("question"),
            proposed_change=self._words(line.get("change") or ""),
            attachments=self._files(line.get("files", ())),
            **{name: line.get(name, "") for name in AS_GIVEN},
        )

    def _files(self, lines: Sequence[dict[str, str]]) -> tuple[Attached, ...]:
        kept = keep_files(files=[(line["name"], line["words"].encode()) for line in lines])
        return tuple(Attached(one.token, one.name, one.sha256) for one in kept if isinstance(one, Attachment))

    def _author(self, line: dict[str, Any]) -> dict[str, Any]:
        capacity, person = line["capacity"], self.people.outside.get(line.get("person") or "")
        author: dict[str, Any] = {"capacity": capacity, "country": line.get("country") or ""}
        if capacity != "anonymous":
            author |= {"name": line.get("name") or (person.name if person else ""), "user": person}
            author["email"] = line.get("email") or (person.email if person else "")
        if capacity == "organisation":
            organisation = self.people.employer[line["person"]]
            author |= {
                "organisation": organisation.name,
                "organisation_kind": organisation.kind,
                "country": str(organisation.country),
            }
        return author

    def _moderate(self, line: dict[str, Any]) -> None:
        state, comment = line.get("state", "published"), self.comments[line["id"]]
        secretary = self.people.staff[self.line["opened_by"]]
        if state == "received":
            return
        with self.calendar.pretending(line["at"] + READ_WITHIN):
            if state == "withheld":
                withhold_comment(
                    comment=comment,
                    ground=line["withheld"]["ground"],
                    reason=self._words(line["withheld"]["reason"]),
                    by=secretary,
                )
                return
            publish_comment(comment=comment, by=secretary, looked_at=True)
            if state == "withdrawn":
                withdraw_comment(comment=comment, token=self.tokens[line["id"]])

    def _answer(self, line: dict[str, Any]) -> None:
        answer = line.get("disposition")
        if not answer or answer["outcome"] == "withdrawn":
            return
        with self.calendar.pretending(self.line["decided"]):
            disposition = decide_comment(
                comment=self.comments[line["id"]],
                outcome=answer["outcome"],
                reason=self._words(answer.get("reason") or ""),
                effect=answer["effect"],
                by=self.people.staff[answer["decided_by"]],
            )
        if answer.get("approved_by"):
            with self.calendar.pretending(self.line["approved"]):
                approve_disposition(disposition=disposition, by=self.people.staff[answer["approved_by"]])

    def _conclude(self) -> None:
        days = self.line["dispositions_published"]
        with self.calendar.pretending(days) as instant:
            publish_dispositions(consultation=self.consultation, by=self.people.staff[self.line["opened_by"]], at=instant)
        for line in self.line["comments"]:
            answer = line.get("disposition") or {}
            if answer.get("reaction") in ("satisfied", "objects"):
                with self.calendar.pretending(days + 2):
                    disposition = Comment.objects.get(pk=self.comments[line["id"]].pk).disposition
                    react(
                        disposition=disposition,
                        reaction=answer["reaction"],
                        text=self._words(answer.get("reaction_text") or ""),
                        token=self.tokens[line["id"]],
                    )
