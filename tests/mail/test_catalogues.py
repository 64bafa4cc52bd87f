"""The texts of mails: the same in every language, and without markup."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast

from chalicelib.mail.model import Kind
from chalicelib.plumbing.i18n import FOLDER, languages_of
from chalicelib.tickets.model import Priority, Status

LANGUAGES = languages_of("mail")


def variables(node: Any) -> Iterator[dict[str, Any]]:
    """Every reference to a value, however deep in a text."""
    if isinstance(node, dict) and node.get("type") == "VariableReference":
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from variables(below)


def texts(language: str) -> dict[str, set[str]]:
    """Names of the texts, with the values each speaks of."""
    resource = FluentParser().parse((FOLDER / language / "mail.ftl").read_text("utf-8"))
    found = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found
            found[entry.id.name] = {value["id"]["name"] for value in variables(entry.to_json())}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_values(language: str) -> None:
    english, found = texts("en"), texts(language)
    assert found.keys() == english.keys()
    assert found == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_markup(language: str) -> None:
    lines = [
        line for line in (FOLDER / language / "mail.ftl").read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    assert not [line for line in lines if re.search(r"[<>&\"]", line)]


def test_every_kind_status_and_priority_has_its_texts() -> None:
    wanted = {f"mail-{kind}-title" for kind in Kind} | {f"mail-priority-{each}" for each in Priority}
    wanted |= {f"mail-{what}-{status}" for status in Status for what in ("status", "now")}
    assert wanted <= texts("en").keys()
