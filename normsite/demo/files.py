"""Read the demonstration's files, which lie beside this one."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
REFERENCE = re.compile(r"\[\[#?([a-z0-9-]+)\]\]")


def read(*path: str) -> Any:
    """One YAML file, or an empty mapping where there is none."""
    file = HERE.joinpath(*path)
    return yaml.safe_load(file.read_text()) if file.exists() else {}


def text(*path: str) -> str:
    return HERE.joinpath(*path).read_text()


def name_references(words: str, names: Mapping[str, str]) -> str:
    """Write the clause's label for each `[[#anchor]]` and the comment's code for each `[[id]]`."""
    return REFERENCE.sub(lambda match: names[match[1]], (words or "").strip())
