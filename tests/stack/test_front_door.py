"""The front door: what a browser sees of pages, API and mail."""

import re

import pytest
import requests

from infrastructure.local.desk import Desk
from tests.calls import admin, anybody

pytestmark = pytest.mark.stack


@pytest.fixture
def portal(local_desk: Desk) -> str:
    return str(local_desk.stack["portal"]).rstrip("/")


def get(url: str, **headers: str) -> requests.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, headers={"Accept-Encoding": "identity", **sent}, timeout=30, allow_redirects=False)


def a_stylesheet(portal: str) -> str:
    found = re.search(r'/_v/[^"]+\.css', get(f"{portal}/").text)
    assert found is not None
    return portal + found[0]


def test_a_page_comes_with_the_policies_of_the_template(portal: str) -> None:
    headers = get(f"{portal}/").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers


def test_a_page_is_asked_for_again_and_answered_briefly(portal: str) -> None:
    first = get(f"{portal}/")
    assert first.headers["Cache-Control"] == "no-cache"
    second = get(f"{portal}/", If_None_Match=first.headers["ETag"])
    assert (second.status_code, second.content) == (304, b"")


def test_a_file_behind_a_page_never_changes(portal: str) -> None:
    answer = get(a_stylesheet(portal))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


def test_large_texts_are_compressed_as_the_browser_likes(portal: str) -> None:
    url = a_stylesheet(portal)
    assert get(url, Accept_Encoding="gzip, br").headers["Content-Encoding"] == "br"
    assert get(url, Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert get(url, Accept_Encoding="gzip").text == get(url).text
    assert get(url, Accept_Encoding="br").headers["ETag"].startswith("W/")


def test_head_answers_like_get_without_a_body(portal: str) -> None:
    answer = requests.head(f"{portal}/", headers={"Accept-Encoding": "identity"}, timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(get(f"{portal}/").content))
    assert answer.content == b""


def test_addresses_under_the_console_show_the_console(portal: str) -> None:
    assert get(f"{portal}/console/tickets/17").text == get(f"{portal}/console/").text


def test_an_address_without_a_page_is_not_found(portal: str) -> None:
    answer = get(f"{portal}/no-such-page")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Content-Security-Policy" in answer.headers


def test_a_file_that_is_not_there_is_not_found(portal: str) -> None:
    assert get(f"{portal}/_v/0/nothing.js").status_code == 404


def test_pages_refuse_post(portal: str) -> None:
    assert requests.post(f"{portal}/", timeout=30).status_code == 403


def test_the_api_answers_under_the_same_address(local_desk: Desk) -> None:
    answer = anybody(local_desk).call("GET", "/health")
    assert answer.json()["status"] == "ok"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("path", "status"), [("/no-such-thing", 404), ("/tickets", 401)])
def test_refusals_of_the_gateway_are_problems(local_desk: Desk, path: str, status: int) -> None:
    answer = anybody(local_desk).call("GET", path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_path_with_a_line_break_is_answered_by_the_api(local_desk: Desk) -> None:
    answer = admin(local_desk).call("GET", "/tickets/1%0A2")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_body_of_more_than_ten_megabytes_is_refused(local_desk: Desk) -> None:
    answer = requests.post(f"{local_desk.stack['api']}/session", data=b"x" * (10 * 1024 * 1024 + 1), timeout=60)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_refresh_cookie_arrives_as_the_api_set_it(local_desk: Desk) -> None:
    client = admin(local_desk)
    cookie = next(one for one in client.session.cookies if one.name == "__Host-refresh")
    assert (cookie.path, cookie.secure) == ("/", True)
    assert {"HttpOnly", "SameSite"} <= {name for name in ("HttpOnly", "SameSite") if cookie.has_nonstandard_attr(name)}


def test_sent_mail_is_there_for_people_and_programs(local_desk: Desk, portal: str) -> None:
    sender = local_desk.client("sesv2")
    raw = (
        b"From: Desk <desk@example.com>\r\nTo: Zoe <zoe@example.org>\r\nSubject: <b>Hello</b>\r\nX-Case: 17\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Good news</p>"
    )
    sender.send_email(
        FromEmailAddress="desk@example.com",
        Destination={"ToAddresses": ["zoe@example.org"]},
        Content={"Raw": {"Data": raw}},
    )
    mail = [each for each in get(local_desk.stack["mail_json"]).json() if each["to"] == ["zoe@example.org"]][-1]
    assert (mail["from"], mail["to"], mail["subject"]) == (
        "Desk <desk@example.com>",
        ["zoe@example.org"],
        "<b>Hello</b>",
    )
    assert mail["headers"]["X-Case"] == "17"
    listing = get(local_desk.stack["mail"])
    assert "&lt;b&gt;Hello&lt;/b&gt;" in listing.text
    shown = re.search(r'href="(/_mail/[0-9a-f-]+)"[^>]*>(?:<[^>]+>)*&lt;b&gt;Hello', listing.text)
    assert shown is not None
    assert 'sandbox="allow-popups' in get(portal + shown[1]).text
    inside = get(f"{portal}{shown[1]}/html")
    assert "<p>Good news</p>" in inside.text
    assert "sandbox" in inside.headers["Content-Security-Policy"]


def test_long_answers_of_the_api_are_compressed_and_short_ones_are_sent_plain(local_desk: Desk) -> None:
    api = local_desk.stack["api"]

    long = requests.get(f"{api}/openapi.json", headers={"Accept-Encoding": "gzip"}, timeout=60)
    short = requests.get(f"{api}/health", headers={"Accept-Encoding": "gzip"}, timeout=60)

    assert long.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in short.headers
    assert long.json()["openapi"].startswith("3.1")
