"""One connection to the mail server, and the letters that go over it as bytes."""

from collections import OrderedDict
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

MOST_STENCILS = 64  # kept at once; mails with the same letter lie together
GOING = 421  # the mail server ends the talk, mostly because it has lasted long enough
PLAIN_ANSWERS = (SMTPSenderRefused, SMTPRecipientsRefused)


class Carrier:
    """Django opens the connection, as the settings say. By SMTP a mail goes as a copy of its stencil; other backends get
    Django's own messages."""

    def __init__(self) -> None:
        self.post: BaseEmailBackend = get_connection()
        self.stencils: OrderedDict[int, Stencil] = OrderedDict()
        self.sender = written_by()

    def open(self) -> None:
        self.post.open()

    def carry(self, mail: OutboxMail) -> None:
        """Hand one mail over; whoever is told no exception knows that the mail server has taken it."""
        if not isinstance(self.post, EmailBackend):
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
        if not (isinstance(problem, PLAIN_ANSWERS) and isinstance(self.post, EmailBackend) and self._talk.sock):
            self.hang_up()

    def read(self, mails: Iterable[OutboxMail]) -> None:
        """Fetch the letters of these mails that are not here yet, all in one query."""
        unknown = {mail.letter_id for mail in mails} - self.stencils.keys() - {None}
        letters = Letter.objects.in_bulk(unknown)
        for mail in mails:
            if mail.letter_id in letters:
                mail.letter = letters[mail.letter_id]

    @property
    def _talk(self) -> Any:
        assert isinstance(self.post, EmailBackend)
        return self.post.connection

    def _stencil(self, mail: OutboxMail) -> Stencil:
        if mail.letter_id is None:
            return Stencil(words_of(mail))
        if mail.letter_id in self.stencils:
            self.stencils.move_to_end(mail.letter_id)
            return self.stencils[mail.letter_id]
        letter = mail.letter
        assert letter is not None
        made = self.stencils[mail.letter_id] = Stencil(Writing(letter.subject, letter.text, letter.html, letter.headers))
        if len(self.stencils) > MOST_STENCILS:
            self.stencils.popitem(last=False)
        return made


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    words = words_of(mail)
    headers = {"Message-ID": mail.message_id, **AUTOMATIC, **words.headers}
    message = EmailMultiAlternatives(words.subject, words.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)
    if words.html:
        message.attach_alternative(words.html, "text/html")
    return message
