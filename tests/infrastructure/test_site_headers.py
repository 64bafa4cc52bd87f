"""What CloudFront says about every page, and how it reaches the API."""

import pytest

from infrastructure.guards import Template
from tests.infrastructure.sam import of_type, target

FILES = "https://${FilesBucket.RegionalDomainName}"
NO_CACHING = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@pytest.fixture
def headers(plain: Template) -> Template:
    config: Template = of_type(plain, "AWS::CloudFront::ResponseHeadersPolicy")["SiteHeaders"]
    return config["ResponseHeadersPolicyConfig"]  # type: ignore[no-any-return]


@pytest.fixture
def distribution(plain: Template) -> Template:
    config: Template = of_type(plain, "AWS::CloudFront::Distribution")["Distribution"]
    return config["DistributionConfig"]  # type: ignore[no-any-return]


def test_content_security_policy_allows_own_sources_only(headers: Template) -> None:
    policy = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    fields = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert fields["default-src"] == fields["base-uri"] == fields["frame-ancestors"] == "'none'"
    assert fields["script-src"] == fields["style-src"] == "'self'"
    assert fields["connect-src"] == f"'self' {FILES}"
    assert fields["img-src"] == f"'self' data: blob: {FILES}"
    assert fields["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy
    assert policy.count("http") == policy.count(FILES) == 2


def test_a_browser_comes_back_only_by_https_for_two_years(headers: Template) -> None:
    strict = headers["SecurityHeadersConfig"]["StrictTransportSecurity"]
    assert strict["AccessControlMaxAgeSec"] == 2 * 365 * 24 * 3600
    assert strict["IncludeSubdomains"] is True


def test_pages_are_isolated_and_cannot_be_framed(headers: Template) -> None:
    custom = {item["Header"]: item["Value"] for item in headers["CustomHeadersConfig"]["Items"]}
    assert custom["Cross-Origin-Opener-Policy"] == custom["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in custom["Permissions-Policy"]
    assert headers["SecurityHeadersConfig"]["FrameOptions"]["FrameOption"] == "DENY"
    assert headers["SecurityHeadersConfig"]["ReferrerPolicy"]["ReferrerPolicy"] == "strict-origin-when-cross-origin"


def test_answers_of_the_api_are_never_cached(distribution: Template) -> None:
    (api,) = distribution["CacheBehaviors"]
    assert (api["PathPattern"], api["TargetOriginId"]) == ("/api/*", "api")
    assert (api["CachePolicyId"], api["OriginRequestPolicyId"]) == (NO_CACHING, ALL_BUT_HOST)
    assert {"PUT", "PATCH", "POST", "DELETE"} <= set(api["AllowedMethods"])


def test_refusals_of_the_api_are_never_replaced_by_a_page(distribution: Template) -> None:
    assert "CustomErrorResponses" not in distribution


def test_every_behaviour_has_the_headers(distribution: Template) -> None:
    behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]
    assert {target(behaviour["ResponseHeadersPolicyId"]) for behaviour in behaviours} == {"SiteHeaders"}


def test_only_our_distribution_reads_the_bucket(plain: Template) -> None:
    policy = of_type(plain, "AWS::S3::BucketPolicy")["SiteBucketPolicy"]["PolicyDocument"]
    allowed = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    assert {statement["Action"] for statement in allowed} == {"s3:GetObject", "s3:ListBucket"}
    for statement in allowed:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert "${Distribution}" in statement["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]
