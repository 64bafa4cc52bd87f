"""Who a mail is from is believed only where it cannot be read in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.inbox.parsing.addresses import (
    MAX_ADDRESSES,
    addresses_of,
    normal_email,
    recipients_of,
    return_path_of,
    sender_of,
)
from chalicelib.inbox.parsing.headers import Headers
from chalicelib.plumbing.fields import CONTROLS

GOOD = "carla@customer.example"
EVIL = "boss@bank.example"

local = st.from_regex(r"[a-z0-9][a-z0-9.+_-]{0,20}[a-z0-9]", fullmatch=True).filter(lambda text: ".." not in text)
domain = st.from_regex(r"[a-z][a-z0-9]{0,10}\.(?:example|test)", fullmatch=True)
emails = st.builds("{}@{}".format, local, domain)
names = st.text(st.sampled_from("abcdefgh ÄÖüßéかな漢字हिन्दी.-'"), max_size=20).map(str.strip)
pieces = st.sampled_from(
    [
        GOOD,
        EVIL,
        "<",
        ">",
        "(",
        ")",
        '"',
        ",",
        ";",
        ":",
        "@",
        "\\",
        " ",
        "\t",
        "\x00",
        "\u200b",
        "＠",
        "[",
        "]",
        "a",
        "=?utf-8?q?",
        "?=",
        ".",
        "group:",
    ]
)
tangles = st.lists(pieces, max_size=12).map("".join)


def from_headers(*values: str) -> Headers:
    return Headers([("From", value) for value in values])


@given(emails, names)
def test_single_mailbox_is_clean_with_any_display_name(email: str, name: str) -> None:
    quoted = f'"{name}" <{email}>' if name else email

    sender = sender_of(from_headers(quoted))

    assert sender.clean
    assert sender.address is not None
    assert sender.address.email == email


@given(tangles)
def test_clean_sender_is_the_only_address_in_the_header(value: str) -> None:
    sender = sender_of(from_headers(value))

    if sender.clean:
        assert sender.address is not None
        outside = value.replace(sender.address.email, "", 1)
        assert GOOD not in outside or '"' in value or "(" in value
        assert EVIL not in outside or '"' in value or "(" in value
        assert "\x00" not in value
    else:
        assert sender.why


@given(tangles)
def test_addresses_read_from_malformed_headers_are_valid(value: str) -> None:
    headers = Headers([("From", value), ("To", value), ("Received", value), ("Return-Path", value)])

    sender = sender_of(headers)
    found = [*addresses_of(headers, "to"), *([sender.address] if sender.address else [])]

    assert all(not CONTROLS.search(each.name) and "\n" not in each.name for each in found)
    assert all(normal_email(each.email) == each.email for each in found)
    assert all("@" in each and each == each.lower() for each in recipients_of(headers))
    assert return_path_of(headers) is not None


@pytest.mark.parametrize(
    "value",
    [
        "agent@corp.example<evil@x.example>",
        "alice@example.org)bob@evil.example",
        f"{GOOD}, {EVIL}",
        f"{GOOD}; {EVIL}",
        f"<{GOOD}> <{EVIL}>",
        f"Friends: {GOOD};",
        f"Friends: {GOOD}, {EVIL};",
        "undisclosed-recipients:;",
        f"<@relay.example:{GOOD}>",
        f"{EVIL} <{GOOD}>",
        f"<{GOOD}>,",
        f",<{GOOD}>",
        f"{GOOD}\x00",
        f"\x00{GOOD}",
        f"Ann\x00 <{GOOD}>",
        "carla@ｃustomer.example",
        "carla＠customer.example",
        "carla@customer。example",
        "ｃarla@customer.example",
        "carla@custo\u200bmer.example",
        "carla\u202e@customer.example",
        "carla@straße.example",
        '"carla"@customer.example',
        "carla@[192.0.2.1]",
        "carla@localhost",
        "carla",
        "",
        "<>",
        "@",
        f"<{GOOD}",
        f"{GOOD}>",
        f"<<{GOOD}>>",
        f"=?utf-8?q?{GOOD.replace('@', '=40')}?=",
        f"a\\ <{GOOD}",
        "x" * 65 + "@customer.example",
        f"{'a ' * 600}<{GOOD}>",
        f"({GOOD}",
        f"{GOOD} {GOOD}",
        f"<{GOOD}>{EVIL}",
        "carla@customer..example",
        "carla.@-customer.example",
        "carla@customer.example.",
        f"{GOOD}\ufffd",
    ],
)
def test_ambiguous_address_is_not_clean(value: str) -> None:
    assert not sender_of(from_headers(value)).clean


def test_two_from_headers_are_not_clean_even_if_equal() -> None:
    assert not sender_of(from_headers(GOOD, GOOD)).clean
    assert sender_of(from_headers(GOOD, EVIL)).why == "more than one From header"
    assert sender_of(from_headers()).why == "no From header"
    assert sender_of(from_headers()).address is None


@pytest.mark.parametrize(
    "value", [f'"{EVIL}" <{GOOD}>', f"=?utf-8?q?boss=40bank.example?= <{GOOD}>", f'"{EVIL} via Desk" <{GOOD}>']
)
def test_a_name_that_is_another_address_is_not_shown(value: str) -> None:
    address = sender_of(from_headers(value)).address

    assert address is not None
    assert (address.name, address.email) == ("", GOOD)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Carla@Customer.EXAMPLE", GOOD),
        ("eve@bücher.example", "eve@xn--bcher-kva.example"),
        ("eve@BÜCHER.example", "eve@xn--bcher-kva.example"),
        ("कार्ला@उदाहरण.example", None),
        ("carla@उदाहरण.example", "carla@xn--p1b6ci4b4b3a.example"),
        ("jürgen@b.example", None),
        ("a@b.xn--11b5bs3a9aj6g", "a@b.xn--11b5bs3a9aj6g"),
        ("a b@c.example", None),
        ("a@b", None),
        ("ａ@b.example", None),
        ("a@b.example\n", "a@b.example"),
        ("a@" + "b." * 130 + "example", None),
        ("a@\u2160.example", None),
        ("a@xn--.example", None),
        ("@b.example", None),
    ],
)
def test_addresses_are_normalised(written: str, normal: str | None) -> None:
    assert normal_email(written) == normal


def test_each_address_of_a_header_is_found_once_up_to_the_limit() -> None:
    many = ", ".join(f"p{each}@x.example" for each in range(3 * MAX_ADDRESSES))
    headers = Headers([("To", f"A <{GOOD}>, {GOOD.upper()}"), ("Cc", many)])

    assert [(each.name, each.email) for each in addresses_of(headers, "to")] == [("A", GOOD)]
    assert len(addresses_of(headers, "cc")) == MAX_ADDRESSES
    assert len(recipients_of(headers)) == MAX_ADDRESSES


def test_a_mail_may_have_been_sent_to_every_address_a_server_names() -> None:
    headers = Headers(
        [
            (
                "Received",
                "from a by inbound-smtp.eu-central-1.amazonaws.com with SMTP id x for Reply+ABC@desk.example; now",
            ),
            ("Received", "from b by c for <care@company.example>; now"),
            ("Delivered-To", "d@x.example"),
            ("X-Original-To", "o@x.example"),
            ("Envelope-To", "e@x.example"),
            ("To", '"Care, Customer" <to@x.example>'),
            ("Cc", "<cc@x.example>, d@x.example"),
        ]
    )

    assert recipients_of(headers) == (
        "reply+abc@desk.example",
        "care@company.example",
        "d@x.example",
        "o@x.example",
        "e@x.example",
        "to@x.example",
        "cc@x.example",
    )


@pytest.mark.parametrize(
    ("value", "path"), [("<a@B.example>", "a@b.example"), ("<>", ""), ("", ""), ("nonsense", ""), (None, None)]
)
def test_the_empty_return_path_is_not_a_missing_one(value: str | None, path: str | None) -> None:
    assert return_path_of(Headers([] if value is None else [("Return-Path", value)])) == path
