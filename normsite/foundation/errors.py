"""The one exception for "the rules say no"."""


class Refused(Exception):
    """An act that the rules do not allow now, with a sentence for people.

    `reason` says what is wrong; `mend` says what the person can do instead (may be empty).
    Pages show both with status 409; the API answers 409 with them.
    """

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.reason} {self.mend}".strip()
