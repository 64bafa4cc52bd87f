"""Which page an address shows: CloudFront's function, run for real, and the local front door agree."""

import json
import subprocess
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from infrastructure.assemble import assemble
from infrastructure.front_door.rules import SiteRules
from tests.infrastructure.sam import of_type

PAGES = ["/404.html", "/console/index.html", "/index.html", "/sign-in.html", "/tickets/index.html"]
ADDRESSES = {
    "/": "/index.html",
    "/sign-in": "/sign-in.html",
    "/sign-in.html": "/sign-in.html",
    "/tickets/": "/tickets/index.html",
    "/console": "/console/index.html",
    "/console/": "/console/index.html",
    "/console/tickets/10432": "/console/index.html",
    "/consoles": "/404.html",
    "/nothing": "/404.html",
    "/nothing.html": "/404.html",
    "/_v/0a1b/app.js": "/_v/0a1b/app.js",
    "/favicon.ico": "/favicon.ico",
}


def run_function(name: str, events: list[dict[str, Any]]) -> list[Any]:
    """Run a CloudFront function in the Node.js that Playwright brings."""
    code = of_type(assemble(PAGES), "AWS::CloudFront::Function")[name]["FunctionCode"]
    program = f"{code}\nconsole.log(JSON.stringify({json.dumps(events)}.map(handler)));"
    node = compute_driver_executable()[0]
    process = subprocess.run([str(node), "-e", program], capture_output=True, text=True, check=True)
    answers: list[Any] = json.loads(process.stdout)
    return answers


def test_every_address_shows_its_page_at_cloudfront() -> None:
    shown = run_function("SiteRewrites", [{"request": {"uri": address}} for address in ADDRESSES])
    assert [request["uri"] for request in shown] == list(ADDRESSES.values())


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_shows_its_page_at_the_local_front_door(address: str) -> None:
    rules = assemble(PAGES)["Metadata"]["SiteRules"]
    rewrites = tuple((rule["Under"], rule["To"]) for rule in rules["Rewrites"])
    here = SiteRules(rewrites, rules["Missing"], frozenset(rules["Pages"]))
    assert here.page_at(address) == ADDRESSES[address]


def test_a_page_has_the_status_it_was_published_with() -> None:
    missing = {"response": {"statusCode": 200, "headers": {"x-amz-meta-status": {"value": "404"}}}}
    usual = {"response": {"statusCode": 200, "headers": {}}}
    answers = run_function("SiteStatus", [missing, usual])
    assert [answer["statusCode"] for answer in answers] == [404, 200]
    assert all(answer["headers"] == {} for answer in answers)


def test_the_functions_fit_into_what_cloudfront_takes() -> None:
    functions = of_type(assemble(PAGES), "AWS::CloudFront::Function").values()
    assert all(len(function["FunctionCode"].encode()) < 10_000 for function in functions)
