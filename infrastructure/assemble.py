"""Merges the files of `template/` into the template that is combined with Chalice's own."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

Template = dict[str, Any]

TEMPLATE_FOLDER = Path(__file__).resolve().parent / "template"
RULES_IN_CODE = "const RULES = {};"


class TemplateError(Exception):
    """Files of the template contradict each other."""


def assemble(pages: Sequence[str] = (), *, local: bool = False, source: Path = TEMPLATE_FOLDER) -> Template:
    """Return the app's template, without what Chalice adds.

    `pages` are the paths of the site's pages, such as `/index.html`; `local` adds `local/` of `source`, for local development
    only. Raises `TemplateError` if two files declare the same thing.
    """
    folders = [source, source / "local"] if local else [source]
    whole: Template = {}
    for file in (file for folder in folders for file in sorted(folder.glob("*.yaml"))):
        part = YAMLTemplateSerializer().load_template(file.read_text(encoding="utf-8"), str(file))
        _refuse_second_declarations(whole, part, file.name)
        whole = TemplateDeepMerger().merge(part, whole)
    _write_rewrites(whole, pages, source)
    return whole


def pages_of(site: Path) -> list[str]:
    """Return the paths of the pages in a site's folder, sorted; folders that start with `_` contain no pages."""
    found = (page.relative_to(site) for page in site.rglob("*.html"))
    return sorted(f"/{page.as_posix()}" for page in found if not any(part.startswith("_") for part in page.parts))


def _refuse_second_declarations(whole: Template, part: Template, name: str) -> None:
    """Reject duplicate resources, which deep merging would silently combine."""
    for section in ("Parameters", "Conditions", "Outputs", "Metadata"):
        for key in part.get(section, {}).keys() & whole.get(section, {}).keys():
            raise TemplateError(f"{name} declares {section}.{key} a second time")
    for key, resource in part.get("Resources", {}).items():
        if key in whole.get("Resources", {}):
            raise TemplateError(f"{name} declares the resource {key} a second time")
        if not isinstance(resource, dict):
            raise TemplateError(f"{name}: the resource {key} is empty")


def _write_rewrites(template: Template, pages: Sequence[str], source: Path) -> None:
    """Insert the rewrite rules and the list of pages into the CloudFront function."""
    rules = template["Metadata"]["SiteRules"]
    rules["Pages"] = list(pages)
    function = template["Resources"]["SiteRewrites"]["Properties"]
    code = (source / function["FunctionCode"]).read_text(encoding="utf-8")
    if RULES_IN_CODE not in code:
        raise TemplateError(f"{function['FunctionCode']} has no line {RULES_IN_CODE!r} to put the rules in")
    function["FunctionCode"] = code.replace(RULES_IN_CODE, f"const RULES = {json.dumps(rules, sort_keys=True)};")
