"""Every regular expression of the house that reads what people send, and texts made to slow each of them down."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent.parent
ROOMS = ("normsite", "norms", "comments", "riskreviews")
# What reads our own files and the answers of our own programs only.
OUR_OWN = ("normsite/launcher/", "normsite/demo/")
FUNCTIONS = frozenset({"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"})
ANCHORED = {"match", "fullmatch"}
LONGEST_SAMPLE = 80


@dataclass(frozen=True)
class Found:
    """One pattern, with its file and line or name; `searches` unless all who use it look at the beginning of a text alone."""

    place: str
    pattern: re.Pattern[Any]
    searches: bool

    def read(self, written: str) -> None:
        """Do what the house does with it."""
        text = written if isinstance(self.pattern.pattern, str) else written.encode()
        self.pattern.fullmatch(text)
        self.pattern.match(text)
        for _ in self.pattern.finditer(text) if self.searches else ():
            pass


def patterns() -> list[Found]:
    """Each that reads what people send."""
    trees = {path: ast.parse(path.read_text()) for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))}
    used = _uses(trees.values())
    found: list[Found] = []
    for path, tree in trees.items():
        name = str(path.relative_to(HOUSE))
        if not name.startswith(OUR_OWN) and "/migrations/" not in name:
            found += _in_file(name, tree, used)
    return found


def _uses(trees: Iterable[ast.Module]) -> dict[str, set[str]]:
    """By the name of a constant, the methods that are called on it. A name that is handed on may be used in any way."""
    used: dict[str, set[str]] = defaultdict(set)
    for tree in trees:
        asked = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                asked[id(node.value)] = node.attr
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used[node.id].add(asked.get(id(node), "finditer"))
    return used


def _in_file(name: str, tree: ast.Module, used: dict[str, set[str]]) -> Iterator[Found]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_of_re(node)]
    if not calls:
        return
    module = __import__(name.removesuffix(".py").replace("/", "."), fromlist=["_"])
    for call in calls:
        method = call.func.attr  # type: ignore[attr-defined]
        if method != "compile":
            source, *flags = (_said(part, vars(module)) for part in (call.args[0], *_flags(call)))
            yield Found(f"{name}:{call.lineno}", re.compile(source, *flags), method not in ANCHORED)
    for key, value in vars(module).items():
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]:
            one = one[0] if isinstance(one, tuple) and one else one
            if isinstance(one, re.Pattern):
                yield Found(f"{name}:{key}", one, not used[key] <= ANCHORED)


def _said(part: ast.expr, scope: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(part), "pattern", "eval"), {**scope, "re": re})  # noqa: S307 - our own source


def _is_of_re(call: ast.Call) -> bool:
    target = call.func
    return (
        isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id == "re"
        and target.attr in FUNCTIONS
    )


def _flags(call: ast.Call) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    place = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2}
    index = place.get(call.func.attr, 99)  # type: ignore[attr-defined]
    return named or call.args[index : index + 1]


def attacks(pattern: re.Pattern[Any], size: int) -> set[str]:
    """Texts of this size: each beginning of a match many times over, and each with its last character drawn out."""
    beginnings = {sample for sample in _beginnings(parser.parse(pattern.pattern, pattern.flags), "") if sample}
    found = set()
    for sample in beginnings:
        sample = sample[-LONGEST_SAMPLE:]
        found.add((sample * (size // len(sample) + 1))[:size])
        found.add((f"\n{sample}" * (size // (len(sample) + 1) + 1))[:size])
        found.add(sample + sample[-1] * size + "\x00x")
        found.add(sample + sample[-2:] * (size // 2) + "\x00x")
    return found


def _beginnings(parsed: Any, before: str) -> Iterator[str]:
    """What stands before each place of a pattern, in one reading of it; of a word that is written out, before its end alone."""
    for (operation, argument), (following, _) in pairwise([*parsed, (None, None)]):
        for inner in _inside(operation, argument):
            yield from _beginnings(inner, before)
        before += _sample(operation, argument)
        if not (operation is following is codes.LITERAL):
            yield before


def _inside(operation: Any, argument: Any) -> list[Any]:
    if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [argument[2]]
    if operation is codes.SUBPATTERN:
        return [argument[3]]
    if operation is codes.BRANCH:
        return list(argument[1])
    if operation in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]] if argument[0] > 0 else []
    return []


def _sample(operation: Any, argument: Any) -> str:
    """A text that this part of a pattern matches."""
    if operation is codes.LITERAL:
        return chr(argument)
    if operation is codes.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if operation is codes.ANY:
        return "a"
    if operation is codes.IN:
        return _one_of(argument)
    if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least = min(max(argument[0], 1), argument[1], 12)
        return _whole(argument[2]) * least
    if operation is codes.SUBPATTERN:
        return _whole(argument[3])
    if operation is codes.BRANCH:
        return _whole(argument[1][0])
    return ""


def _whole(parsed: Any) -> str:
    return "".join(_sample(operation, argument) for operation, argument in parsed)


def _one_of(choices: Any) -> str:
    """A character of a class; of one that names what it is not, a letter or the first sign that is left."""
    wanted = re.compile(_as_class(choices))
    likely = "a -.1`*_[](){}<>|#\t\n\"'é—“"
    return next(
        (sign for sign in likely if wanted.match(sign)),
        next((chr(code) for code in range(0x110000) if wanted.match(chr(code))), ""),
    )


def _as_class(choices: Any) -> str:
    categories = {
        codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    parts = []
    for operation, argument in choices:
        if operation is codes.NEGATE:
            parts.append("^")
        elif operation is codes.LITERAL:
            parts.append(re.escape(chr(argument)))
        elif operation is codes.RANGE:
            parts.append(f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}")
        else:
            parts.append(categories[argument])
    return f"[{''.join(parts)}]"
