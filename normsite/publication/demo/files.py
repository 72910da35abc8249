"""Read the demonstration's files, which lie beside this one."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
NORMS = ("uas", "qkd", "am")
CLAUSE = re.compile(r"\[\[#([a-z0-9-]+)\]\]")


def read(*path: str) -> Any:
    """One YAML file, or an empty mapping where there is none."""
    file = HERE.joinpath(*path)
    return yaml.safe_load(file.read_text()) if file.exists() else {}


def text(*path: str) -> str:
    return HERE.joinpath(*path).read_text()


def number_clauses(words: str, numbers: Mapping[str, str]) -> str:
    """Write the clause's number for each `[[#anchor]]`."""
    return CLAUSE.sub(lambda match: numbers[match[1]], (words or "").strip())
