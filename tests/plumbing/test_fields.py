"""Text as it is let in: clean lines, real addresses, times with a zone."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.plumbing.fields import CONTROLS, MAX_MARKS, Email, Instant, InstantIn, Line, Name, Strict, Text, Value

text: TypeAdapter[str] = TypeAdapter(Text)
line: TypeAdapter[str] = TypeAdapter(Line)
name: TypeAdapter[str] = TypeAdapter(Name)
email: TypeAdapter[str] = TypeAdapter(Email)
instant: TypeAdapter[int] = TypeAdapter(InstantIn)
anything = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("sent", "cleaned"),
    [
        ("  a  ", "a"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a\tb"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("\ufeffa", "a"),
        ("u\u0308", "ü"),
        ("a\u2028b", "ab"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("a\u200db", "a\u200db"),
    ],
)
def test_text_loses_controls_and_overrides_and_keeps_its_lines(sent: str, cleaned: str) -> None:
    assert text.validate_python(sent) == cleaned


@given(anything)
def test_clean_text_is_clean_and_stays_as_it_is(sent: str) -> None:
    cleaned = text.validate_python(sent)

    assert not CONTROLS.search(cleaned)
    assert cleaned == cleaned.strip()
    assert text.validate_python(cleaned) == unicodedata.normalize("NFC", cleaned) == cleaned


@given(anything)
def test_a_line_has_no_line_breaks_nor_wide_gaps(sent: str) -> None:
    cleaned = line.validate_python(sent)

    assert cleaned.splitlines() in ([], [cleaned])
    assert "  " not in cleaned
    assert "\t" not in cleaned


@pytest.mark.parametrize("sent", ["", "   ", "\u202e", "x" * 101, None, 7, ["x"]])
def test_name_needs_one_to_a_hundred_visible_characters(sent: Any) -> None:
    with pytest.raises(ValidationError):
        name.validate_python(sent)


def test_lengths_count_what_is_stored() -> None:
    assert name.validate_python("  " + "x" * 100 + "\u202e") == "x" * 100


@pytest.mark.parametrize(
    ("sent", "cleaned"),
    [
        ("Maya@Example.COM", "maya@example.com"),
        (" a.b+c@sub.example.org ", "a.b+c@sub.example.org"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("a@b.co", "a@b.co"),
        ("!#$%&*/=?^_`{|}~-@b.co", "!#$%&*/=?^_`{|}~-@b.co"),
    ],
)
def test_addresses_are_stored_in_lower_case(sent: str, cleaned: str) -> None:
    assert email.validate_python(sent) == cleaned


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "a",
        "a@",
        "@b.co",
        "a@b",
        "a b@c.de",
        "a@b..de",
        "a@-b.de",
        "a@b-.de",
        "a@b.d",
        "a@@b.de",
        "<a@b.de>",
        "a@b.de,c@d.ef",
        "a@b.de\nbcc: x@y.zz",
        "a@[127.0.0.1]",
        "a@b.de;",
        '"a"@b.de',
        "a@b.1",
        f"{'x' * 65}@b.de",
        f"a@{'x' * 64}.de",
        f"a@{'x.' * 130}de",
        None,
        5,
        ".a@b.de",
        "a.@b.de",
        "a..b@b.de",
        "jörg@example.com",
        "\uff41@example.com",
        "कार्ला@example.com",
        "a\u0301b@example.com",
        "a\u200b@example.com",
    ],
)
def test_invalid_email_address_is_refused(sent: Any) -> None:
    with pytest.raises(ValidationError):
        email.validate_python(sent)


@pytest.mark.parametrize("sent", ["jörg@example.com", "\uff41@example.com", "कार्ला@example.com"])
def test_address_that_no_mail_can_be_sent_to_is_refused_with_that_reason(sent: str) -> None:
    with pytest.raises(ValidationError, match="Email cannot be sent to this address"):
        email.validate_python(sent)


INVISIBLE = [
    "\u200b",
    "\u200b\u200d\u2060",
    "\u3164",
    "\u2800",
    "\u115f\u1160",
    "\uffa0",
    "\u00ad",
    "\u034f",
    "\ufe0f",
    "\u0301\u0302",
    "\U000e0041\U000e007f",
    "\U000e0100",
    "\u180e",
    "\u00a0\u2003\u3000",
    "\u061c",
    "\u200e\u200f",
    "\u2061\u2064",
    "\u17b4",
    "\u20dd",
]


@pytest.mark.parametrize("sent", INVISIBLE)
def test_text_of_which_nothing_can_be_seen_is_empty(sent: str) -> None:
    assert (text.validate_python(f" {sent}\n{sent} "), line.validate_python(f"{sent} {sent}")) == ("", "")
    with pytest.raises(ValidationError, match="at least 1 item"):
        name.validate_python(sent)


@pytest.mark.parametrize(
    "sent",
    ["👍", "1\ufe0f\u20e3", "\U0001f1e6\U0001f1f9", "हिन्दी", "தமிழ்", "👩\u200d👧", "שָׁלוֹם", "م\u200cح", "ཧཱུྃ", "ᄀ", "."],
)
def test_text_that_can_be_seen_is_stored(sent: str) -> None:
    assert text.validate_python(sent) == unicodedata.normalize("NFC", sent)


@pytest.mark.parametrize("between", ["", "\u200d", "\u2060"])
def test_combining_marks_on_one_character_are_limited(between: str) -> None:
    heap = between.join(["\u0334"] * 500)
    cleaned = text.validate_python(f"Z{heap}a{heap}")
    assert cleaned.count("\u0334") == 2 * MAX_MARKS
    assert cleaned.replace("\u0334", "").replace(between, "") == "Za"


@given(anything)
def test_accepted_email_address_cannot_break_a_header(sent: str) -> None:
    try:
        cleaned = email.validate_python(f"{sent}@example.com")
    except ValidationError:
        cleaned = "x@example.com"

    assert not set(cleaned) & set('\r\n<>,;:" ')
    assert cleaned.count("@") == 1


@pytest.mark.parametrize(
    ("sent", "ms"),
    [
        ("2026-01-05T09:00:00Z", 1_767_603_600_000),
        ("2026-01-05T10:00:00.007+01:00", 1_767_603_600_007),
    ],
)
def test_times_are_read_with_their_zone(sent: str, ms: int) -> None:
    assert instant.validate_python(sent) == ms


@pytest.mark.parametrize("sent", ["2026-01-05T09:00:00", "soon", "", 1_767_603_600_000, None, "2026-13-05T09:00:00Z"])
def test_time_without_a_zone_is_refused(sent: Any) -> None:
    with pytest.raises(ValidationError):
        instant.validate_python(sent)


def test_time_is_a_number_in_code_and_text_in_json() -> None:
    class Moment(Value):
        at: Instant

    moment = Moment(at=1_767_603_600_000)
    assert moment.model_dump() == {"at": 1_767_603_600_000}
    assert moment.model_dump_json() == '{"at":"2026-01-05T09:00:00.000Z"}'


def test_requests_refuse_unknown_fields_and_values_never_change() -> None:
    class Sent(Strict):
        a: int

    class Sample(Value):
        a: int

    with pytest.raises(ValidationError, match="Extra"):
        Sent.model_validate({"a": 1, "b": 2})
    with pytest.raises(ValidationError, match="frozen"):
        Sample(a=1).a = 2  # type: ignore[misc]
    assert Sample.model_validate({"a": 1, "b": 2}) == Sample(a=1)
