"""What the interface reads."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class WholeJSON(JSONParser):
    """JSON that can be said back: not nested without end, and without halves of characters, which no text of ours can hold."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            sent = super().parse(stream, media_type, parser_context)
            json.dumps(sent, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("The JSON is nested too deep.") from None
        except UnicodeEncodeError:
            raise ParseError("The JSON holds half of a character (a lone surrogate).") from None
        return sent
