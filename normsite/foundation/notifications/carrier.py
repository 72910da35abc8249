"""One connection to the mail server, and the letters that go over it as bytes."""

from collections.abc import Iterable
from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from normsite.foundation.notifications.letters import Writing, words_of
from normsite.foundation.notifications.models import Letter, OutboxMail
from normsite.foundation.notifications.stencils import AUTOMATIC, Stencil, written_by, written_to

MOST_STENCILS = 64  # kept at once, more than one batch can need; mails with the same letter lie together
GOING = 421  # the mail server ends the talk, mostly because it has lasted long enough
PLAIN_ANSWERS = (SMTPSenderRefused, SMTPRecipientsRefused)


class Carrier:
    """Django opens the connection, as the settings say. By SMTP a mail goes as a copy of its stencil; other backends get
    Django's own messages."""

    def __init__(self) -> None:
        self.post: BaseEmailBackend = get_connection()
        self.by_smtp = isinstance(self.post, EmailBackend)
        self.sender = written_by()
        self.stencils: dict[int, Stencil] = {}

    def open(self) -> None:
        self.post.open()

    def carry(self, mail: OutboxMail) -> None:
        """Hand one mail over; without an exception the mail server has taken it."""
        if not self.by_smtp:
            self.post.send_messages([_message(mail)])
            return
        copy, to = self._stencil(mail).copy(mail), written_to(mail.to)
        try:
            self._talk.sendmail(self.sender, [to], copy)
        except SMTPSenderRefused as problem:
            if problem.smtp_code != GOING:
                raise
            self.hang_up()
            self.open()
            self._talk.sendmail(self.sender, [to], copy)

    def hang_up(self) -> None:
        """A mail server that has gone, or ends the talk its own way, has taken what it has acknowledged all the same."""
        with suppress(OSError):
            self.post.close()

    def settle(self, problem: Exception) -> None:
        """After a failure go on with the talk only where the mail server has said no and waits for the next mail; else begin
        anew, whatever state this one was left in."""
        if not (self.by_smtp and isinstance(problem, PLAIN_ANSWERS) and self._talk.sock):
            self.hang_up()

    def prepare(self, mails: Iterable[OutboxMail]) -> None:
        """Make the stencils that these mails need and that are not here yet."""
        needed = {mail.letter_id for mail in mails if mail.letter_id and self.by_smtp}
        if len(needed | self.stencils.keys()) > MOST_STENCILS:
            self.stencils.clear()
        for letter in Letter.objects.in_bulk(needed - self.stencils.keys()).values():
            self.stencils[letter.pk] = Stencil(Writing(letter.subject, letter.text, letter.html, letter.headers))

    def _stencil(self, mail: OutboxMail) -> Stencil:
        return self.stencils[mail.letter_id] if mail.letter_id else Stencil(words_of(mail))

    @property
    def _talk(self) -> Any:
        """Django's connection of `smtplib`."""
        return vars(self.post)["connection"]


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    words = words_of(mail)
    headers = {"Message-ID": mail.message_id, **AUTOMATIC, **words.headers}
    message = EmailMultiAlternatives(words.subject, words.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)
    if words.html:
        message.attach_alternative(words.html, "text/html")
    return message
