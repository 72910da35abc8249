"""How a comment stands to a published one: it replies, or it supports."""

from django.db import models


class Stance(models.TextChoices):
    """Of a comment that refers to another one. Without a stance it replies."""

    SUPPORT = "support", "In support of"


def relation(stance: str) -> str:
    """What stands before the code of the other comment, wherever it is told."""
    return "in support of" if stance == Stance.SUPPORT else "in reply to"


def support_of(code: str) -> str:
    """What a comment says that supports another one and has no words of its own."""
    return f"In support of {code}."
