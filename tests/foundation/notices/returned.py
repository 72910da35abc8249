"""What comes back of a mail, in the shapes in which mail servers and providers really send it."""

from base64 import encodebytes

from normsite.foundation.notifications.models import OutboxMail

NOBODY = "550 5.1.1 <fay@followers.example>: Recipient address rejected: User unknown in virtual mailbox table"
FULL = "452 4.2.2 The email account that you tried to reach is over quota"


def headers(mail: OutboxMail) -> str:
    return (
        "Received: from normsite (localhost [127.0.0.1]) by mail.normsite.example; Fri, 27 Nov 2026 03:00:00 +0000\n"
        f"From: Meridian <norms@normsite.example>\nTo: {mail.to}\nSubject: {mail.subject}\nMessage-ID: {mail.message_id}\n"
        "Auto-Submitted: auto-generated\n"
    )


def report(kind: str, *parts: str, **more: str) -> bytes:
    """A multipart/report (RFC 6522) of some parts, each with its headers."""
    top = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in more.items())
    body = "".join(f"--B0UND\n{part}\n" for part in parts)
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: norms@normsite.example\n"
        f"Date: Fri, 27 Nov 2026 03:00:02 +0000\nMIME-Version: 1.0\n{top}"
        f'Content-Type: multipart/report; report-type={kind};\n\tboundary="B0UND"\n\n{body}--B0UND--\n'
    ).encode()


def words(text: str) -> str:
    return f"Content-Type: text/plain; charset=us-ascii\n\n{text}\n"


def postfix(
    mail: OutboxMail, *, to: str = "", status: str = "5.1.1", said: str = NOBODY, action: str = "failed", reads_id: bool = True
) -> bytes:
    """RFC 3464, as Postfix writes it: the headers of the mail come back as text/rfc822-headers."""
    return report(
        "delivery-status",
        words("I'm sorry to have to inform you that your message could not be delivered to one or more recipients."),
        "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mail.normsite.example\nX-Postfix-Queue-ID: 4ABCDE\nArrival-Date: Fri, 27 Nov 2026 03:00:00 GMT\n\n"
        f"Final-Recipient: rfc822; {to or mail.to}\nOriginal-Recipient: rfc822;{to or mail.to}\nAction: {action}\n"
        f"Status: {status}\nRemote-MTA: dns; mx.followers.example\nDiagnostic-Code: smtp; {said}\n",
        f"Content-Description: Headers\nContent-Type: text/rfc822-headers\n\n{headers(mail) if reads_id else ''}",
        Subject="Undelivered Mail Returned to Sender",
        Auto_Submitted="auto-replied",
    )


def exchange(mail: OutboxMail) -> bytes:
    """As Exchange Online writes it: only the class in the status, the cause in the answer, the mail in base64."""
    returned = encodebytes(f"{headers(mail)}\nHello.\n".encode()).decode()
    return report(
        "delivery-status",
        f"Content-Type: text/html; charset=us-ascii\n\n<p>Your message to {mail.to} couldn't be delivered.</p>\n",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns;AM0PR0.eurprd0.prod.outlook.example\n\n"
        f"Final-Recipient: rfc822;{mail.to}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp;550 5.4.1 Recipient address "
        "rejected: Access denied. AS(201806281) [DB5.eurprd.example]\n",
        f"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{returned}",
        Subject="Undeliverable: Open for comments",
    )


def qmail(mail: OutboxMail) -> bytes:
    """As qmail writes it, by no standard: words, then a copy."""
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@qmail.example\nTo: norms@normsite.example\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at qmail.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{mail.to}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{headers(mail)}\nHello.\n"
    ).encode()


def exim(mail: OutboxMail) -> bytes:
    """As Exim writes it: a header names who failed."""
    return (
        f"Return-path: <>\nX-Failed-Recipients: {mail.to}\nAuto-Submitted: auto-replied\n"
        "From: Mail Delivery System <Mailer-Daemon@exim.example>\nTo: norms@normsite.example\n"
        "Subject: Mail delivery failed: returning message to sender\n\n"
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered "
        f"to\none or more of its recipients. This is a permanent error.\nThe following address(es) failed:\n\n  {mail.to}\n    "
        f"Unrouteable address\n\n------ This is a copy of the message, with its headers. ------\n\n{headers(mail)}\nHello.\n"
    ).encode()


def complaint(mail: OutboxMail, kind: str = "abuse") -> bytes:
    """RFC 5965, as feedback loops send it: the reader's address is blacked out."""
    return report(
        "feedback-report",
        words("This is an email abuse report for an email message received from IP 192.0.2.1."),
        f"Content-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n"
        "Original-Mail-From: <norms@normsite.example>\nOriginal-Rcpt-To: redacted@readers.example\nSource-IP: 192.0.2.1\n",
        f"Content-Type: message/rfc822\nContent-Disposition: inline\n\n{headers(mail)}\nHello.\n",
        Subject="FW: Open for comments",
    )


def out_of_office(mail: OutboxMail) -> bytes:
    return (
        f"From: {mail.to}\nTo: norms@normsite.example\nSubject: Automatic reply: {mail.subject}\nAuto-Submitted: auto-replied\n"
        f"In-Reply-To: {mail.message_id}\n\nI am away until Monday. In urgent matters write to my colleague.\n"
    ).encode()
