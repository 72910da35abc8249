"""The one exception of the launcher."""


class CannotStart(Exception):
    """Something hinders the start; the text is a sentence that says what, and what to do about it."""
