"""The mails of tests/emails, each with what is expected of it beside it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "emails"
REPLY_TO = "reply+mnqxg5dpnvsxeaaaaaaccmi6f2vjq4l7mdtqk7xw4nq3s5f2vjq4@desk.example"
MESSAGE_ID = "<10001-2-replied-carla@desk.example>"


@dataclass(frozen=True)
class Case:
    name: str
    raw: bytes
    expected: dict[str, Any]


def cases() -> list[Case]:
    """Every mail of the corpus, its placeholders filled."""
    return [case(path) for path in sorted(FOLDER.rglob("*.eml"))]


def case(path: Path, reply_to: str = REPLY_TO, message_id: str = MESSAGE_ID) -> Case:
    """One mail, its placeholders filled with an address to reply to and the id of a mail of ours."""
    expected = path.with_suffix(".json").read_text("utf-8")
    return Case(
        str(path.relative_to(FOLDER).with_suffix("")),
        path.read_bytes().replace(b"{{reply_to}}", reply_to.encode()).replace(b"{{message_id}}", message_id.encode()),
        json.loads(expected.replace("{{reply_to}}", reply_to).replace("{{message_id}}", message_id)),
    )
