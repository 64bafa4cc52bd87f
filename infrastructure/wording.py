"""Check that names and comments use the terms of wording.toml: refuse each listed word, and say which one to use.

    python -m infrastructure.wording            check the tree
    python -m infrastructure.wording FILE …     check these files

Checked are the names of files and folders, the names that code defines (Python, JavaScript, CSS, custom elements), the
names of events, audit entries and reasons, the ids of texts, the keys of data files, and the phrases in comments,
docstrings and papers. Names that code only uses are not checked: they are defined in another file or in a library.
"""

from __future__ import annotations

import ast
import io
import os
import re
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "infrastructure" / "wording.toml"
OTHERS_FOLDERS = frozenset({"build", "node_modules", "__pycache__", "static-site/vendor"})
OTHERS_FILES = frozenset({"infrastructure/wording.toml", "tests/browser/axe.min.js", "package-lock.json"})
"""Written by other people, generated, or about the words themselves. Hidden folders are not checked either."""

NAME = re.compile(r"[A-Za-z][\w-]*")

Split = tuple[str, ...]
Place = tuple[int, str]
"""A line number, and a name or a phrase on that line."""


@dataclass(frozen=True)
class Problem:
    """A refused word: where it is, the name or text it is in, and what to say instead."""

    path: str
    line: int
    name: str
    word: str
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.name}: not {self.word!r}, but {self.advice}"


@dataclass(frozen=True)
class Exemption:
    """A name or word that may stay, in some files."""

    name: Split
    files: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The refused words. `words` are refused anywhere in a name, `names` as a whole name, `parameters` as a parameter."""

    words: dict[Split, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    python_names: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)
    exemptions: tuple[Exemption, ...] = ()

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Return how many words the entries of `words` have, longest first."""
        return tuple(sorted({len(each) for each in self.words}, reverse=True))

    @cached_property
    def phrase_pattern(self) -> re.Pattern[str]:
        """Return the pattern that finds every phrase, also across a line break."""
        each = (r"\s+".join(map(re.escape, phrase.split())) for phrase in self.phrases)
        return re.compile(rf"\b(?:{'|'.join(each)})\b" if self.phrases else r"(?!)", re.IGNORECASE)


def read_table(text: str) -> Table:
    """Parse a table. Raises `KeyError` for an exception without name or reason."""
    parsed = tomllib.loads(text)
    return Table(
        words={split(word): advice for word, advice in parsed.get("words", {}).items()},
        names=parsed.get("names", {}),
        python_names=parsed.get("python_names", {}),
        parameters=parsed.get("parameters", {}),
        prefixes=parsed.get("prefixes", {}),
        phrases=parsed.get("phrases", {}),
        exemptions=tuple(
            Exemption(split(name), tuple(each.get("files", ["*"])))
            for each in parsed.get("exceptions", ())
            for name in each["names"]
            if each["reason"]
        ),
    )


@cache
def split(name: str) -> Split:
    """Split a name in snake_case, kebab-case or CamelCase into its words, in lower case."""
    return tuple(word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+", name))


class Wording:
    """The words that are refused in one file."""

    def __init__(self, table: Table, path: str) -> None:
        self.table = table
        self._path = path
        self._exempt = [each.name for each in table.exemptions if any(fnmatch(path, files) for files in each.files)]
        self._names = table.names | (table.python_names if path.endswith(".py") else {})
        self._answers: dict[tuple[str, bool], tuple[str, str] | None] = {}

    def refused(self, name: str, *, parameter: bool = False) -> tuple[str, str] | None:
        """Return the refused word in a name and what to say instead, or None."""
        if (name, parameter) not in self._answers:
            self._answers[name, parameter] = self._refused(name, parameter=parameter)
        return self._answers[name, parameter]

    def _refused(self, name: str, *, parameter: bool) -> tuple[str, str] | None:
        words = split(name)
        for exempt in self._exempt:
            words = _without(words, exempt)
        if words != split(name):  # a part of the name is exempt
            return self._refused_word(words)
        bare = name.strip("_")
        whole = bare.lower()
        for prefix, advice in self.table.prefixes.items():
            if bare.startswith(prefix):
                return prefix, advice
        if whole in self._names:
            return whole, self._names[whole]
        if parameter and whole in self.table.parameters:
            return whole, self.table.parameters[whole]
        return self._refused_word(words)

    def _refused_word(self, words: Split) -> tuple[str, str] | None:
        for length in self.table.lengths:
            for start in range(len(words) - length + 1):
                part = words[start : start + length]
                if advice := self.table.words.get(part):
                    return "_".join(part), advice
        return None

    def names(self, places: Iterable[Place], *, parameter: bool = False) -> Iterator[Problem]:
        """Yield the problems of names."""
        for line, name in places:
            if found := self.refused(name, parameter=parameter):
                yield Problem(self._path, line, name, *found)

    def phrases(self, places: Iterable[Place]) -> Iterator[Problem]:
        """Yield the phrases that comments, docstrings or papers should not use."""
        for line, text in places:
            for found in self.table.phrase_pattern.finditer(text):
                phrase = " ".join(found[0].lower().split())
                yield Problem(
                    self._path, line + text.count("\n", 0, found.start()), "text", phrase, self.table.phrases[phrase]
                )


def _without(words: Split, exempt: Split) -> Split:
    """Leave out every occurrence of `exempt` in `words`."""
    size = len(exempt)
    for start in range(len(words) - size + 1):
        if words[start : start + size] == exempt:
            return words[:start] + _without(words[start + size :], exempt)
    return words


def problems_of_python(text: str, wording: Wording) -> Iterator[Problem]:
    """Yield the problems of a Python file."""
    tree = ast.parse(text)
    names, parameters = _python_names(tree)
    yield from wording.names(names)
    yield from wording.names(parameters, parameter=True)
    if wording.table.phrase_pattern.search(text):  # tokenizing every file would take seconds
        yield from wording.phrases(_docstrings(tree))
        yield from wording.phrases(_python_comments(text))


def _python_names(tree: ast.Module) -> tuple[list[Place], list[Place]]:
    """Return all names that a module defines, and separately its parameters and keyword arguments."""
    names: list[Place] = []
    parameters: list[Place] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            parameters.append((node.lineno, node.arg))
        elif isinstance(node, ast.keyword):
            parameters.append((node.lineno, node.arg or ""))
        elif find := FINDERS.get(type(node)):
            names.extend(find(node))
    return names, parameters


def _of_definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[Place]:
    yield node.lineno, node.name


def _of_variable(node: ast.Name) -> Iterator[Place]:
    if isinstance(node.ctx, ast.Store):
        yield node.lineno, node.id


def _of_attribute(node: ast.Attribute) -> Iterator[Place]:
    if isinstance(node.ctx, ast.Store):
        yield node.lineno, node.attr


def _of_capture(node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar) -> Iterator[Place]:
    if node.name:
        yield node.lineno, node.name


def _of_rest(node: ast.MatchMapping) -> Iterator[Place]:
    if node.rest:
        yield node.lineno, node.rest


def _of_alias(node: ast.alias) -> Iterator[Place]:
    if node.asname:
        yield node.lineno, node.asname


def _of_keys(node: ast.Dict) -> Iterator[Place]:
    for key in node.keys:
        yield from _value_names(key)


def _of_constant(node: ast.Assign) -> Iterator[Place]:
    """Yield the value of a constant: the name of an event, an audit entry, a state or a timer."""
    if isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
        yield from _value_names(node.value)


def _of_reason(node: ast.Call) -> Iterator[Place]:
    if isinstance(node.func, ast.Name) and node.func.id == "ReasonSpec" and node.args:
        yield from _value_names(node.args[0])


FINDERS: dict[type[ast.AST], Callable[[Any], Iterator[Place]]] = {
    ast.FunctionDef: _of_definition,
    ast.AsyncFunctionDef: _of_definition,
    ast.ClassDef: _of_definition,
    ast.Name: _of_variable,
    ast.Attribute: _of_attribute,
    ast.ExceptHandler: _of_capture,
    ast.MatchAs: _of_capture,
    ast.MatchStar: _of_capture,
    ast.MatchMapping: _of_rest,
    ast.alias: _of_alias,
    ast.Dict: _of_keys,
    ast.Assign: _of_constant,
    ast.Call: _of_reason,
}


def _value_names(node: ast.expr | None) -> Iterator[Place]:
    """Yield a text that is a name, such as `"closes_at"`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
        yield node.lineno, node.value


def _docstrings(tree: ast.Module) -> Iterator[Place]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def _python_comments(text: str) -> Iterator[Place]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


SCRIPT = re.compile(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    | (?P<template>`)
    | (?P<open>\{) | (?P<close>\})
    | (?P<name>\#?[A-Za-z_$][\w$]*)
    | (?P<number>\d[\w.]*)
    | (?P<regex>(?:(?<=[=(,:\[!&|?{};>])|(?<=\breturn))\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)
    """,
    re.VERBOSE | re.DOTALL,
)
TEMPLATE_TEXT = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.DOTALL)
ELEMENT = re.compile(r"</?([a-z][a-z0-9]*(?:-[a-z0-9]+)+)")
CLASS_OR_ID = re.compile(r"""\b(?:class|id)=["']?([^"'<>=$]*)""")
DEFINED = re.compile(r"""\bdefine\(\s*["']([\w-]+)["']""")


def problems_of_script(text: str, wording: Wording) -> Iterator[Problem]:
    """Yield the problems of a JavaScript or TypeScript file."""
    names, comments = script_names(text)
    yield from wording.names(names)
    yield from wording.phrases(comments)


def script_names(text: str) -> tuple[list[Place], list[Place]]:
    """Return the names in a script, with those of the elements in its templates, and its comments.

    Strings are left out, except for the name of a custom element that is defined.
    """
    names = [(_line(text, found.start()), found[1]) for found in DEFINED.finditer(text)]
    comments: list[Place] = []
    depths: list[int] = []  # of braces, for each template that is open
    at = 0
    while at < len(text):
        found = SCRIPT.match(text, at)
        if not found:
            at += 1
            continue
        at = found.end()
        line = _line(text, found.start(found.lastgroup or 0))
        match found.lastgroup:
            case "comment":
                comments.append((line, found[0]))
            case "name":
                names.append((line, found[0].lstrip("#")))
            case "open" if depths:
                depths[-1] += 1
            case "close" if depths and depths[-1] > 0:
                depths[-1] -= 1
            case "template":
                at = _template_text(text, at, names, depths)
            case "close" if depths:
                depths.pop()
                at = _template_text(text, at, names, depths)
            case _:
                pass
    return names, comments


def _template_text(text: str, start: int, names: list[Place], depths: list[int]) -> int:
    """Read the text of a template up to its end or to the next `${`; return where the script goes on."""
    found = TEMPLATE_TEXT.match(text, start)
    end = found.end() if found else start
    names.extend(_markup_names(text[start:end], _line(text, start)))
    if text.startswith("${", end):
        depths.append(0)
        return end + 2
    return end + 1


def _markup_names(markup: str, first_line: int) -> Iterator[Place]:
    """Yield custom elements, classes and ids in HTML."""
    for found in ELEMENT.finditer(markup):
        yield first_line + markup.count("\n", 0, found.start()), found[1]
    for found in CLASS_OR_ID.finditer(markup):
        line = first_line + markup.count("\n", 0, found.start())
        yield from ((line, name) for name in found[1].split())


def problems_of_markup(text: str, wording: Wording) -> Iterator[Problem]:
    """Yield the problems of an HTML file."""
    yield from wording.names(_markup_names(text, 1))
    yield from wording.phrases((_line(text, found.start()), found[0]) for found in re.finditer(r"(?s)<!--.*?-->", text))


STYLE = re.compile(
    r"""
    (?P<comment>/\*.*?\*/)
    | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|url\([^)]*\))
    | (?P<name>[.\#][A-Za-z_][\w-]*|--[\w-]+|\b[a-z][\w]*(?:-[\w]+)+)
    | @keyframes\s+(?P<keyframes>[\w-]+)
    """,
    re.VERBOSE | re.DOTALL,
)


def problems_of_style(text: str, wording: Wording) -> Iterator[Problem]:
    """Yield the problems of a CSS file: classes, ids, custom properties, custom elements and animations."""
    places = [
        (_line(text, found.start()), found.lastgroup, found[found.lastgroup or 0]) for found in STYLE.finditer(text)
    ]
    yield from wording.names((line, name.lstrip(".#-")) for line, kind, name in places if kind in {"name", "keyframes"})
    yield from wording.phrases((line, comment) for line, kind, comment in places if kind == "comment")


FLUENT = re.compile(r"^-?([A-Za-z][\w-]*)\s*=|^\s+\.([\w-]+)\s*=|\{\s*\$([\w-]+)", re.MULTILINE)


def problems_of_texts(text: str, wording: Wording) -> Iterator[Problem]:
    """Yield the problems of a catalogue: the ids of its texts, their attributes and variables, and its comments."""
    yield from wording.names(
        (_line(text, found.start()), found[found.lastindex or 0]) for found in FLUENT.finditer(text)
    )
    yield from wording.phrases(_lines(text, "#"))


KEY = re.compile(
    r"""^[ \t]*(?:- )?["']?([A-Za-z_][\w-]*)["']?[ \t]*[:=]|[{,]\s*"([A-Za-z_][\w-]*)"\s*:""", re.MULTILINE
)


def problems_of_data(text: str, wording: Wording) -> Iterator[Problem]:
    """Yield the problems of a data file: the keys of its mappings, and its comments."""
    yield from wording.names((_line(text, found.start()), found[1] or found[2]) for found in KEY.finditer(text))
    yield from wording.phrases(_lines(text, "#"))


def problems_of_paper(text: str, wording: Wording) -> Iterator[Problem]:
    """Yield the phrases of a paper."""
    yield from wording.phrases([(1, text)])


def _lines(text: str, mark: str) -> Iterator[Place]:
    yield from ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(mark))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


READERS: dict[str, Callable[[str, Wording], Iterator[Problem]]] = {
    ".py": problems_of_python,
    ".js": problems_of_script,
    ".ts": problems_of_script,
    ".css": problems_of_style,
    ".html": problems_of_markup,
    ".template": problems_of_markup,
    ".ftl": problems_of_texts,
    ".toml": problems_of_data,
    ".yaml": problems_of_data,
    ".json": problems_of_data,
    ".md": problems_of_paper,
}


def problems_of(path: str, text: str, table: Table) -> list[Problem]:
    """Return the problems of one file, in its lines' order. `path` is relative to the root of the repository."""
    wording = Wording(table, path)
    reader = READERS.get(Path(path).suffix)
    found = list(wording.names([(1, Path(path).name.split(".")[0])]))
    return found + sorted(reader(text, wording) if reader else (), key=lambda each: each.line)


def problems_of_folders(folders: Iterable[str], table: Table) -> Iterator[Problem]:
    """Yield the refused names of folders."""
    for folder in folders:
        yield from Wording(table, folder).names([(1, Path(folder).name)])


def tree(root: Path) -> tuple[list[str], list[str]]:
    """Return the folders and the files to check, relative to `root`."""
    folders: list[str] = []
    files: list[str] = []
    for place, below, names in os.walk(root):
        here = Path(place).relative_to(root)
        below[:] = sorted(
            name for name in below if not name.startswith(".") and not {name, str(here / name)} & OTHERS_FOLDERS
        )
        folders += [str(here / name) for name in below]
        files += [str(here / name) for name in sorted(names) if str(here / name) not in OTHERS_FILES]
    return folders, files


def check(root: Path, table: Table, files: Iterable[str] = ()) -> list[Problem]:
    """Return the problems of these files, or of the whole tree."""
    folders: list[str] = []
    if not (chosen := list(files)):
        folders, chosen = tree(root)
    found = list(problems_of_folders(folders, table))
    for path in chosen:
        text = (root / path).read_text("utf-8") if Path(path).suffix in READERS else ""
        found += problems_of(path, text, table)
    return found


def main(arguments: list[str]) -> int:
    """Print all problems; return 1 if there are any."""
    found = check(ROOT, read_table(TABLE.read_text("utf-8")), arguments)
    for each in found:
        print(each)
    if found:
        print(f"{len(found)} names or phrases use words that infrastructure/wording.toml refuses.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
