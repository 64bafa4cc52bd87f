"""Reads the receiving server's results: spam, viruses, and whether the sender's domain is authenticated.

SES adds its results above the email's own headers. Senders can add the same headers, but only below those. So only the
first of each counts, and only above any other header.
"""

import re

from .headers import Headers
from .model import AuthFinding, AuthVerdicts

WRITTEN_BY_SES = frozenset(
    {
        "return-path",
        "received",
        "x-ses-spam-verdict",
        "x-ses-virus-verdict",
        "received-spf",
        "authentication-results",
        "x-ses-receipt",
        "x-ses-dkim-signature",
        "x-ses-configuration-set",
    }
)
SERVER = re.compile(r"(?:[a-z0-9.-]+\.)?amazonses\.com", re.IGNORECASE)
QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)')
RESULT = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)\b(.*)", re.IGNORECASE | re.DOTALL)
HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)
MAX_LENGTH = 8_000
MEANINGS = {
    "pass": AuthFinding.PASS,
    "fail": AuthFinding.FAIL,
    "softfail": AuthFinding.FAIL,
    "hardfail": AuthFinding.FAIL,
    "policy": AuthFinding.FAIL,
    "none": AuthFinding.GRAY,
    "neutral": AuthFinding.GRAY,
    "bestguesspass": AuthFinding.GRAY,
    "gray": AuthFinding.GRAY,
    "temperror": AuthFinding.PROCESSING_FAILED,
    "permerror": AuthFinding.PROCESSING_FAILED,
    "processing_failed": AuthFinding.PROCESSING_FAILED,
}
ORDER = (AuthFinding.PASS, AuthFinding.FAIL, AuthFinding.GRAY, AuthFinding.PROCESSING_FAILED, AuthFinding.MISSING)


def verdicts_of(headers: Headers, domain: str | None) -> AuthVerdicts:
    """Read the results for an email whose From has this domain."""
    verdicts = _written_by_ses(headers)
    results = _results(verdicts.get("authentication-results", ""))
    return AuthVerdicts(
        spam=_finding(verdicts.get("x-ses-spam-verdict", "")),
        virus=_finding(verdicts.get("x-ses-virus-verdict", "")),
        spf=_best(results["spf"]),
        dkim=_best(results["dkim"]),
        dmarc=_dmarc(results["dmarc"], domain),
    )


def _written_by_ses(headers: Headers) -> dict[str, str]:
    """Read the first of each of SES's headers, which end at a second Received or any other name."""
    found: dict[str, str] = {}
    for name, value in headers.pairs:
        if name not in WRITTEN_BY_SES or (name == "received" and name in found):
            break
        found.setdefault(name, value)
    return found


def _results(value: str) -> dict[str, list[tuple[AuthFinding, str]]]:
    """Parse the results by method, with their details. Quoted strings and comments, which senders control, are removed first."""
    results: dict[str, list[tuple[AuthFinding, str]]] = {"spf": [], "dkim": [], "dmarc": []}
    plain = QUOTED_OR_COMMENT.sub(" ", value[:MAX_LENGTH])
    server, *rest = plain.split(";")
    if '"' in plain or "(" in plain or ")" in plain or not SERVER.fullmatch(server.strip()):
        return results
    for each in rest:
        found = RESULT.match(each)
        if found:
            results[found[1].lower()].append((MEANINGS.get(found[2].lower(), AuthFinding.MISSING), found[3]))
    return results


def _best(results: list[tuple[AuthFinding, str]]) -> AuthFinding:
    """Return the best result: an email may have several signatures, and one valid signature is enough."""
    return min((finding for finding, _ in results), key=ORDER.index, default=AuthFinding.MISSING)


def _dmarc(results: list[tuple[AuthFinding, str]], domain: str | None) -> AuthFinding:
    if not results:
        return AuthFinding.MISSING
    findings = {finding for finding, _ in results}
    if findings != {AuthFinding.PASS}:
        return max(findings, key=ORDER.index)
    about = [HEADER_FROM.findall(text) for _, text in results]
    spoken_of = {name.lower().rstrip(".") for names in about for name in names}
    return AuthFinding.PASS if domain is not None and len(results) == 1 and spoken_of == {domain} else AuthFinding.FAIL


def _finding(value: str) -> AuthFinding:
    return MEANINGS.get(value.strip().lower(), AuthFinding.MISSING)
