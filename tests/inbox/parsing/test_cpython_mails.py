"""The mails that come with Python, which its own parser is tested with, are read as well."""

import importlib.util
from pathlib import Path

import pytest

from chalicelib.inbox.parsing.model import Unreadable, UnreadableReason
from chalicelib.inbox.parsing.parser import parse

SPEC = importlib.util.find_spec("test.test_email")
FOLDER = Path(SPEC.origin).parent / "data" if SPEC and SPEC.origin else None
MAILS = sorted(FOLDER.glob("msg_*.txt")) if FOLDER else []
WITHOUT_HEADERS = "msg_19"  # what stands in a part of a digest
if FOLDER is None:  # some systems leave Python's tests out
    pytest.skip("this Python comes without its tests", allow_module_level=True)


def test_at_least_forty_cpython_emails_exist() -> None:
    assert len(MAILS) >= 40


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_cpython_email_is_parsed_without_a_crash(path: Path) -> None:
    if path.stem == WITHOUT_HEADERS:
        with pytest.raises(Unreadable) as refused:
            parse(path.read_bytes())
        assert refused.value.reason is UnreadableReason.BROKEN
        return

    mail = parse(path.read_bytes())

    assert mail.fingerprint
    assert mail.model_dump_json(exclude={"parts"})
    assert mail.text or mail.parts or not mail.whole_text
