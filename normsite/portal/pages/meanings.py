"""What a mail is about, in plain words: its occasion names the act, and the page about mails is read by people."""

import re

# By the beginning of the occasion.
MEANINGS = {
    "receipt": "Receipt for comments",
    "withdrawn": "A comment is withdrawn",
    "answers": "Answers to comments",
    "published": "The norm that somebody commented on is published",
    "returned": "An answer came back from its approver",
    "review-asked": "Somebody is asked for a peer review",
    "review-taken-back": "A peer review is not asked for any more",
    "review-given": "A peer review was given",
    "outside-asked": "Somebody outside is asked for a review",
    "outside-taken-back": "A review from outside is not asked for any more",
    "outside-given": "A review from outside was given",
    "review-due": "An assessment should be looked at again",
    "invitation": "Somebody is invited to have an account",
    "guesses": "Many wrong guesses at an account",
    "account": "Sign-in, password or address of an account",
    "follow": "The link by which somebody confirms that they follow",
    "follow-link": "The link to all that somebody follows",
    "notice": "A notice to somebody who follows",
    "webhook-disabled": "An endpoint of webhooks is sent nothing any more",
    "digest": "A digest to somebody who follows",
}
_CODE = re.compile(r"[A-Z]{1,3}-[\d-]+")


def meaning(occasion: str) -> str:
    """The act in words, with the code of what it is about. Nothing else of an occasion is shown: some hold an address."""
    kind, _, rest = occasion.partition("/")
    code = rest.partition("/")[0]
    words = MEANINGS.get(kind, "A mail of the site")
    return f"{words} ({code})" if _CODE.fullmatch(code) else words
