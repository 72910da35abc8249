"""How lists of the interface are given out in pages."""

import re

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

A_NUMBER = re.compile("[0-9]{1,18}")


class ByCode(CursorPagination):
    ordering = "id"
    page_size = 50

    def decode_cursor(self, request: Request) -> Cursor | None:
        """What a cursor points at is a number, whoever made it up."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not A_NUMBER.fullmatch(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor
