"""What the receiving server found counts, and nothing that came with the mail."""

from itertools import product

import pytest

from chalicelib.inbox.parsing.auth_verdicts import verdicts_of
from chalicelib.inbox.parsing.headers import Headers
from chalicelib.inbox.parsing.model import AuthFinding, AuthVerdicts
from chalicelib.inbox.parsing.parser import parse

DOMAIN = "customer.example"
RESULTS = ["pass", "fail", "none", "temperror"]
MEANT = dict(
    zip(RESULTS, [AuthFinding.PASS, AuthFinding.FAIL, AuthFinding.GRAY, AuthFinding.PROCESSING_FAILED], strict=True)
)


def with_results(results: str, *, server: str = "amazonses.com") -> Headers:
    return Headers([("Return-Path", "<a@b.example>"), ("Authentication-Results", f"{server}; {results}")])


def mail(spf: str, dkim: str, dmarc: str, *, sender: str = f"carla@{DOMAIN}") -> bytes:
    return (
        f"Return-Path: <{sender}>\r\n"
        f"Received: from x by inbound-smtp.eu-central-1.amazonaws.com for support@desk.example; now\r\n"
        f"X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n"
        f"Authentication-Results: amazonses.com; spf={spf}; dkim={dkim} header.i=@{DOMAIN};"
        f" dmarc={dmarc} header.from={DOMAIN};\r\n"
        f"From: {sender}\r\n\r\nHi.\r\n"
    ).encode()


@pytest.mark.parametrize(("spf", "dkim", "dmarc"), list(product(RESULTS, repeat=3)))
def test_sender_is_verified_by_dmarc_only(spf: str, dkim: str, dmarc: str) -> None:
    read = parse(mail(spf, dkim, dmarc))

    assert read.verified is (dmarc == "pass")
    assert (read.verdicts.spf, read.verdicts.dkim, read.verdicts.dmarc) == (MEANT[spf], MEANT[dkim], MEANT[dmarc])


def test_a_sender_that_is_not_clean_is_never_verified() -> None:
    assert not parse(mail("pass", "pass", "pass", sender=f"carla@{DOMAIN}, boss@bank.example")).verified
    assert not parse(mail("pass", "pass", "pass", sender="carla@other.example")).verified


@pytest.mark.parametrize(
    "results",
    [
        "",
        "spf=pass; dkim=pass",
        "dmarc=",
        "dmarc",
        "dmarc=bogus header.from=customer.example",
        "dmarc=pass",
        "dmarc=pass header.from=other.example",
        "dmarc=pass header.from=customer.example; dmarc=fail header.from=customer.example",
        "dmarc=pass header.from=customer.example; dmarc=pass header.from=customer.example",
        "dmarc=pass header.from=customer.example header.from=other.example",
        'spf=pass envelope-from="x; dmarc=pass header.from=customer.example"@e.example',
        "spf=pass (x; dmarc=pass header.from=customer.example)",
        "spf=pass (a (b); dmarc=pass header.from=customer.example)",
        'spf=pass envelope-from="x; dmarc=pass header.from=customer.example',
        "spf=pass (; dmarc=pass header.from=customer.example",
        "xdmarc=pass header.from=customer.example",
        "dmarc=pass header.from=customer.example.evil.example",
    ],
)
def test_dmarc_passes_only_with_one_result_for_the_from_domain(results: str) -> None:
    assert verdicts_of(with_results(results), DOMAIN).dmarc is not AuthFinding.PASS


@pytest.mark.parametrize(
    "server", ["evil.example", "amazonses.com.evil.example", "", "amazonses.com evil", "xamazonses.com"]
)
def test_only_the_receiving_server_is_believed(server: str) -> None:
    assert verdicts_of(with_results(f"dmarc=pass header.from={DOMAIN}", server=server), DOMAIN) == AuthVerdicts()


def test_first_verdict_header_counts_and_none_below_the_senders_own() -> None:
    written_by_ses = [
        ("X-SES-Spam-Verdict", "FAIL"),
        ("Authentication-Results", f"amazonses.com; dmarc=fail header.from={DOMAIN}"),
    ]
    forged = [
        ("X-SES-Spam-Verdict", "PASS"),
        ("X-SES-Virus-Verdict", "PASS"),
        ("Authentication-Results", f"amazonses.com; dmarc=pass header.from={DOMAIN}"),
    ]

    below = verdicts_of(Headers([*written_by_ses, ("From", f"a@{DOMAIN}"), *forged]), DOMAIN)
    after_another_server = verdicts_of(Headers([("Received", "by ses"), ("Received", "by forger"), *forged]), DOMAIN)

    assert (below.spam, below.virus, below.dmarc) == (AuthFinding.FAIL, AuthFinding.MISSING, AuthFinding.FAIL)
    assert after_another_server == AuthVerdicts()


@pytest.mark.parametrize(
    ("value", "finding"),
    [
        ("PASS", "pass"),
        ("FAIL", "fail"),
        ("GRAY", "gray"),
        ("PROCESSING_FAILED", "processing_failed"),
        ("DISABLED", "missing"),
        ("", "missing"),
    ],
)
def test_spam_and_virus_verdicts_are_read(value: str, finding: str) -> None:
    verdicts = verdicts_of(Headers([("X-SES-Spam-Verdict", value), ("X-SES-Virus-Verdict", value)]), None)

    assert (verdicts.spam.value, verdicts.virus.value) == (finding, finding)


def test_one_valid_dkim_signature_of_several_is_enough() -> None:
    results = f"dkim=fail header.i=@x.example; dkim=pass header.i=@{DOMAIN}; dmarc=pass header.from={DOMAIN.upper()}"

    verdicts = verdicts_of(with_results(results), DOMAIN)

    assert (verdicts.dkim, verdicts.dmarc) == (AuthFinding.PASS, AuthFinding.PASS)
