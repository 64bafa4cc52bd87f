"""Reads the CloudFront settings of the assembled template: behaviours, rewrites, response headers."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Any

Template = Mapping[str, Any]

SITE, API = "site", "api"
FILES_ON_AWS = "https://${FilesBucket.RegionalDomainName}"
"""How the template refers to the origin of files where it is named to browsers."""
NEVER = sys.maxsize
READING = frozenset({"GET", "HEAD"})

_REFERRER, _FRAME = "Referrer-Policy", "X-Frame-Options"


@dataclass(frozen=True)
class Behaviour:
    """How to handle requests whose path matches `pattern`."""

    pattern: re.Pattern[str]
    origin: str
    methods: frozenset[str]
    compress: bool
    rewritten: bool
    set_headers: Mapping[str, str]
    default_headers: Mapping[str, str]
    removed_headers: frozenset[str]


@dataclass(frozen=True)
class SiteRules:
    """Which page a URL shows; the order of the rules is documented in `template/site.yaml`."""

    rewrites: tuple[tuple[str, str], ...] = ()
    missing: str = "/404.html"
    pages: frozenset[str] = frozenset()

    def page_at(self, path: str) -> str:
        """Return the path in the bucket for a URL."""
        page = self._named(path)
        known = not page.endswith(".html") or not self.pages or page in self.pages
        return page if known else self.missing

    def _named(self, path: str) -> str:
        for under, to in self.rewrites:
            if path == under or path.startswith(under + "/"):
                return to
        if path.endswith("/"):
            return path + "index.html"
        return path if "." in path.rpartition("/")[2] else path + ".html"


@dataclass(frozen=True)
class Rules:
    """All settings; `behaviour` finds the applicable one, most specific first, like CloudFront."""

    behaviours: tuple[Behaviour, ...]
    site: SiteRules = field(default_factory=SiteRules)
    compress_from: int = NEVER  # minimum bytes of an API response

    def behaviour(self, path: str) -> Behaviour:
        return next(each for each in self.behaviours if each.pattern.fullmatch(path))


def read(template: Template, files: str) -> Rules:
    """Read the rules of a template with one distribution, where the bucket of files has the origin `files`.

    Raises `KeyError` or `StopIteration` if it has none.
    """
    resources = template["Resources"]
    distribution = next(one for one in resources.values() if one.get("Type") == "AWS::CloudFront::Distribution")
    config = distribution["Properties"]["DistributionConfig"]
    origins = {origin["Id"]: SITE if "S3OriginConfig" in origin else API for origin in config["Origins"]}
    described = [*config.get("CacheBehaviors", []), {**config["DefaultCacheBehavior"], "PathPattern": "*"}]
    behaviours = tuple(_behaviour(one, origins, resources, files) for one in described)
    compress_from = resources.get("RestAPI", {}).get("Properties", {}).get("MinimumCompressionSize", NEVER)
    return Rules(behaviours, _site_rules(template.get("Metadata", {}).get("SiteRules", {})), compress_from)


def _behaviour(
    described: Mapping[str, Any], origins: Mapping[str, str], resources: Mapping[str, Any], files: str
) -> Behaviour:
    policy = resources.get(described.get("ResponseHeadersPolicyId", {}).get("Ref", ""), {})
    headers = policy.get("Properties", {}).get("ResponseHeadersPolicyConfig", {})
    named = [*_security(headers.get("SecurityHeadersConfig", {}), files), *_custom(headers)]
    removed = headers.get("RemoveHeadersConfig", {}).get("Items", [])
    return Behaviour(
        pattern=re.compile(translate(described["PathPattern"])),
        origin=origins[described["TargetOriginId"]],
        methods=frozenset(described.get("AllowedMethods", READING)),
        compress=described.get("Compress", False),
        rewritten=any(one["EventType"] == "viewer-request" for one in described.get("FunctionAssociations", [])),
        set_headers={name: value for name, value, override in named if override},
        default_headers={name: value for name, value, override in named if not override},
        removed_headers=frozenset(item["Header"].lower() for item in removed),
    )


def _security(config: Mapping[str, Any], files: str) -> list[tuple[str, str, bool]]:
    """Return the headers for which CloudFront has its own property names."""
    found: list[tuple[str, str, bool]] = []
    for name, part in config.items():
        override = part["Override"]
        if name == "ContentSecurityPolicy":
            policy = part["ContentSecurityPolicy"]["Fn::Sub"].replace(FILES_ON_AWS, files)
            found.append(("Content-Security-Policy", policy, override))
        elif name == "StrictTransportSecurity":
            value = f"max-age={part['AccessControlMaxAgeSec']}"
            value += "; includeSubDomains" if part.get("IncludeSubdomains") else ""
            value += "; preload" if part.get("Preload") else ""
            found.append(("Strict-Transport-Security", value, override))
        elif name == "ContentTypeOptions":
            found.append(("X-Content-Type-Options", "nosniff", override))
        elif name == "ReferrerPolicy":
            found.append((_REFERRER, part["ReferrerPolicy"], override))
        elif name == "FrameOptions":
            found.append((_FRAME, part["FrameOption"], override))
    return found


def _custom(headers: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    items = headers.get("CustomHeadersConfig", {}).get("Items", [])
    return [(item["Header"], str(item["Value"]), item["Override"]) for item in items]


def _site_rules(described: Mapping[str, Any]) -> SiteRules:
    return SiteRules(
        rewrites=tuple((rule["Under"], rule["To"]) for rule in described.get("Rewrites", [])),
        missing=described.get("Missing", "/404.html"),
        pages=frozenset(described.get("Pages", [])),
    )
