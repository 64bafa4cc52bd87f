"""Who may see an event is written down once, in `tickets/access.py`. This finds a second copy."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CODE = Path(__file__).parents[2] / "chalicelib"
RULE = "tickets/access.py"
ALLOWED = {
    ("search/actions.py", "hit.internal"): "a key of the index, before anything is read",
    ("search/records.py", "text.internal"): "which texts of a record that is no ticket agents alone find it by",
    ("mail/rules.py", "event.internal"): "which events are mailed to the requester",
    ("mail/composing.py", "event.internal"): "refuses to write such a mail at all",
    ("mail/sender.py", "context.event.sends_at"): "when its mail leaves",
    ("tickets/chain.py", "message.sends_at"): "whether it was undone in time",
    ("tickets/public.py", "event.internal"): "which events customers' numbers count",
    ("tickets/views.py", "event.internal"): "refuses to show what should not have come this far",
}
"""Other questions that begin with the same attribute: (file, what is read) -> why it is another question."""


def copies_in(source: str) -> Iterator[str]:
    """What in this source decides by an event's own attributes whether it is shown."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BoolOp):
            parts = [part.operand if isinstance(part, ast.UnaryOp) else part for part in node.values]
        elif isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
            yield from (ast.unparse(part) for part in parts if _is(part, "sends_at") and not _with_none(node))
            continue
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            parts = [node.operand]
        else:
            continue
        yield from (ast.unparse(part) for part in parts if _is(part, "internal"))


def _is(node: ast.expr, attribute: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == attribute


def _with_none(node: ast.Compare) -> bool:
    return any(isinstance(each, ast.Constant) and each.value is None for each in (node.left, *node.comparators))


def test_nothing_but_access_decides_who_may_see_an_event() -> None:
    found = {
        (path.relative_to(CODE).as_posix(), each)
        for path in CODE.rglob("*.py")
        for each in copies_in(path.read_text("utf-8"))
    }
    elsewhere = {place for place in found if place[0] != RULE}
    assert elsewhere == set(ALLOWED), "ask access.may_see_event, or say in ALLOWED which other question it is"


@pytest.mark.parametrize(
    "copy",
    [
        "shown = not event.internal and (event.sends_at is None or event.by.id == caller.id)",
        "shown = [event for event in events if internal or not event.internal]",
        "shown = each.sends_at <= now",
        "if not event.internal:\n    yield event",
    ],
)
def test_fourth_copy_of_the_rule_is_found(copy: str) -> None:
    source = f"def shown(events):\n    {copy}" if copy.startswith("if") else copy
    assert list(copies_in(source.replace("\n    yield", "\n        yield")))
