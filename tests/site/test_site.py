"""Promises of the static site that can be read off its files, without a browser."""

import importlib.util
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from chalicelib.attachments import kinds
from chalicelib.plumbing import i18n
from infrastructure import pages

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "static-site"
MAX_FILE = 400
BOOT_BYTES = 1_800  # unpacked; about 640 bytes as sent


def own_files(*suffixes: str) -> list[Path]:
    """The site's files with these suffixes, except what others wrote."""
    files = (path for path in SITE.rglob("*") if path.suffix in suffixes and "vendor" not in path.parts)
    return sorted(files)


def text_of(path: Path) -> str:
    """A file as it is published: a page with what all pages share."""
    return pages.read(SITE, path) if path.suffix == ".html" else path.read_text()


def name(path: Path) -> str:
    return path.relative_to(SITE).as_posix()


PAGES = own_files(".html")
SCRIPTS = own_files(".js")
SHEETS = own_files(".css")


# -- words ---------------------------------------------------------------------------------------------------------


def messages(language: str, catalogue: str) -> dict[str, set[str]]:
    """Every id of a catalogue with the variables it uses; junk and repeated ids are refused."""
    text = (SITE / "locales" / language / catalogue).read_text()
    resource = FluentParser().parse(text)
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)], f"{language}/{catalogue} has junk"
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}/{catalogue}"
            found[entry.id.name] = set(re.findall(r"\$([\w-]+)", text[entry.span.start : entry.span.end]))
    return found


CALLED_IN = {"admin.ftl": "console.ftl", "guest.ftl": "portal.ftl", "ticket-view.ftl": "portal.ftl"}
"""A catalogue that a page fetches later, and the one it has already."""
CATALOGUES = sorted(path.name for path in (SITE / "locales" / "en").glob("*.ftl"))
IDS = {catalogue: set(messages("en", catalogue)) for catalogue in CATALOGUES}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_all_languages_have_the_same_texts_with_the_same_variables(catalogue: str, language: str) -> None:
    assert messages(language, catalogue) == messages("en", catalogue)


LATER = {"console": ["lists"], "portal": ["profile"]}
"""The catalogues that a page of an area fetches when they are needed."""


def test_no_text_stands_in_two_catalogues_of_one_page() -> None:
    assert not [
        IDS[f"{area}.ftl"] & IDS[f"{other}.ftl"]
        for area, later in LATER.items()
        for other in later
        if IDS[f"{area}.ftl"] & IDS[f"{other}.ftl"]
    ]
    assert not [
        (other, IDS["common.ftl"] & IDS[other])
        for other in IDS
        if other != "common.ftl" and IDS["common.ftl"] & IDS[other]
    ]
    assert not [(later, IDS[later] & IDS[there]) for later, there in CALLED_IN.items() if IDS[later] & IDS[there]]


LITERAL = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
COMPARED = re.compile(r"(===?|!==?|includes\(|\[)\s*$")


def first_arguments(script: str) -> Iterator[str]:
    """The first argument of every call of t()."""
    for call in re.finditer(r"(?<![\w.])t\(", script):
        depth = 1
        for position in range(call.end(), len(script)):
            depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(script[position], 0)
            if depth == 0 or (depth == 1 and script[position] == ","):
                yield script[call.end() : position]
                break


def asked(path: Path) -> set[str]:
    """The ids a script or page asks for: in t(), in tables named …_TEXTS, in data-t."""
    text = re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", text_of(path), flags=re.DOTALL | re.MULTILINE)
    if path.suffix == ".html":
        return set(re.findall(r'data-t="([^"]+)"', text))
    ids = {
        literal[1]
        for argument in first_arguments(text)
        for literal in LITERAL.finditer(argument)
        if not COMPARED.search(argument[: literal.start()])
    }
    for table in re.findall(r"_TEXTS = \{(.*?)\};", text, re.DOTALL):
        ids |= set(re.findall(r":\s*'([^']+)'", table))
    return ids


@pytest.mark.parametrize("path", [*SCRIPTS, *PAGES], ids=name)
def test_every_text_that_is_asked_for_exists_in_a_catalogue_its_page_loads(path: Path) -> None:
    own = set(IDS.get(f"{path.stem}.ftl", set())) if path.suffix == ".js" else set()
    for folder in path.relative_to(SITE).parts[:-1] if path.suffix == ".js" else ():
        catalogue = f"{folder}.ftl"
        own |= IDS.get(catalogue, set()) | IDS.get(CALLED_IN.get(catalogue, ""), set())
    assert asked(path) <= IDS["common.ftl"] | own


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_text_is_used(catalogue: str) -> None:
    mentioned = {literal for path in SCRIPTS for literal in LITERAL.findall(path.read_text())}
    mentioned |= {text for path in PAGES for text in asked(path)}
    assert not IDS[catalogue] - mentioned


# -- what the pages know of the server --------------------------------------------------------------------------------


def names_in(file: str, declaration: str) -> set[str]:
    """The keys of an object that a script declares on one line or several."""
    found = re.search(rf"{declaration} = \{{(.*?)\}}", (SITE / file).read_text(), re.DOTALL)
    assert found, f"{file} declares no {declaration}"
    return set(re.findall(r"(\w+):", found[1]))


def test_pages_speak_the_languages_that_have_every_catalogue() -> None:
    assert names_in("boot.js", "directions") == set(i18n.LANGUAGES)
    assert names_in("lib/i18n.js", "LANGUAGES") == set(i18n.LANGUAGES)
    assert {path.name for path in (SITE / "locales").iterdir()} == set(i18n.LANGUAGES)


def test_profile_offers_every_language_that_mails_are_written_in() -> None:
    assert names_in("portal/profile.js", "MAILS_ALSO") == set(i18n.SPOKEN) - set(i18n.LANGUAGES)


def test_pages_know_which_languages_are_written_from_the_right() -> None:
    right_to_left = re.search(r"RIGHT_TO_LEFT = \[(.*?)\]", (SITE / "lib" / "i18n.js").read_text())
    assert right_to_left
    assert set(re.findall(r"'(\w+)'", right_to_left[1])) == i18n.RIGHT_TO_LEFT
    boot = (SITE / "boot.js").read_text()
    assert set(re.findall(r"(\w+): 'rtl'", boot)) == i18n.RIGHT_TO_LEFT


def test_pages_refuse_the_files_that_the_server_refuses() -> None:
    uploads = (SITE / "lib" / "uploads.js").read_text()
    limit = re.search(r"MAX_BYTES = (\d+) \* 1024 \* 1024;", uploads)
    assert limit
    assert int(limit[1]) * 1024 * 1024 == kinds.MAX_BYTES


def test_every_section_of_the_admin_pages_has_a_text_a_page_and_a_view_in_the_browser_tests() -> None:
    layout = (SITE / "admin" / "admin-layout.js").read_text()
    views = (ROOT / "tests" / "browser" / "views.py").read_text()
    (sections,) = re.findall(r"const SECTIONS = \[(.*?)\];", layout, re.DOTALL)
    names = re.findall(r"\['(\w+)',", sections)
    assert names
    assert names_in("admin/admin-layout.js", "SECTION_TEXTS") == set(names)
    assert [each for each in names if f"'admin/{each}':" not in layout] == []
    assert [each for each in names if f'at("/console/admin/{each}")' not in views] == []


# -- what the content security policy would refuse -------------------------------------------------------------------


@pytest.mark.parametrize("path", [*SCRIPTS, *PAGES], ids=name)
def test_nothing_is_styled_or_scripted_inline(path: Path) -> None:
    text = text_of(path)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_script_writes_html_or_evaluates_text(path: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|\beval\(|new Function", path.read_text()
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_import_by_relative_addresses_that_exist(path: Path) -> None:
    text = text_of(path)
    addresses = re.findall(r"""(?m)^(?:import|export)\s(?:[^;'=()]*\sfrom\s)?'([^']+)';|\bimport\('([^']+)'\)""", text)
    addresses = [static or lazy for static, lazy in addresses]
    assert not [a for a in addresses if not a.startswith(("./", "../"))]
    assert not [a for a in addresses if not (path.parent / a).is_file()]


@pytest.mark.parametrize("path", [*SCRIPTS, *PAGES, *SHEETS], ids=name)
def test_pages_load_nothing_from_other_origins(path: Path) -> None:
    text = text_of(path).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|url\(\s*['\"]?//", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_token_is_ever_put_into_storage(path: Path) -> None:
    stored = re.findall(r"(?:localStorage|sessionStorage)\.setItem\(([^;]+);", path.read_text())
    assert not [what for what in stored if "token" in what.lower() or "password" in what.lower()]


# -- style sheets ----------------------------------------------------------------------------------------------------

PHYSICAL = re.compile(
    r"(?<![\w-])(left|right|top|bottom|width|height|(?:min|max)-(?:width|height)|(?:margin|padding|border)-(?:left|right|top|bottom)"
    r"|border-(?:top|bottom)-(?:left|right)-radius|float|clear)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
FOUR_SIDES = re.compile(r"(?<![\w-])(?:margin|padding|inset)\s*:\s*([^;{}]+)")


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_style_sheets_use_logical_properties_only(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert not PHYSICAL.findall(text)
    values = [re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "()", value).split() for value in FOUR_SIDES.findall(text)]
    assert not [value for value in values if len(value) == 4 and value[1] != value[3]]


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_every_rule_stands_in_a_layer(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    depth, outside = 0, ""
    for character in text:
        depth += (character == "{") - (character == "}")
        outside += character if depth == 0 and character != "}" else ""
    assert depth == 0
    assert not re.sub(r'@layer[\w\s,]*;?|@import "[\w.]+";', "", outside).strip()


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_colours_are_named_by_tokens(path: Path) -> None:
    rules = re.sub(r"light-dark\([^;]*;|@layer print \{.*", "", path.read_text(), flags=re.DOTALL)
    assert not re.findall(r"(?<![\w&-])#[0-9a-fA-F]{3,8}\b", rules)


# -- pages -----------------------------------------------------------------------------------------------------------


class Document(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.elements if found == tag]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_has_language_title_skip_link_and_landmark(path: Path) -> None:
    page = Document(text_of(path))
    (html,) = page.all("html")
    assert html["lang"] == "en"
    assert html["dir"] == "ltr"
    assert re.search(r"<title>[^<]+</title>", text_of(path))
    links = [a for a in page.all("a") if (a.get("class") or "") == "skip"]
    assert [a["href"] for a in links] == ["#main"]
    assert [main["id"] for main in page.all("main")] == ["main"]
    assert [each for _, each in page.elements if each.get("id") == "announcer"]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_sets_language_and_theme_before_it_paints_and_loads_one_module(path: Path) -> None:
    page = Document(text_of(path))
    classic = [script["src"] for script in page.all("script") if script.get("type") != "module"]
    modules = [script["src"] or "" for script in page.all("script") if script.get("type") == "module"]
    assert classic == ["/boot.js"]
    assert len(modules) == 1
    sheets = [link["href"] or "" for link in page.all("link") if link.get("rel") == "stylesheet"]
    (sheet,) = sheets
    imported = re.findall(r'^@import "([^"]+)";$', (SITE / sheet.lstrip("/")).read_text(), re.MULTILINE)
    assert imported == ["base.css", "parts.css"]
    for address in (*classic, *modules, *sheets):
        assert (SITE / (address or "").lstrip("/")).is_file(), address


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_early_fetch_of_a_page_is_one_its_modules_make(path: Path) -> None:
    (html,) = Document(text_of(path)).all("html")
    folder = SITE / str(html["data-area"])
    code = "".join(script.read_text() for script in folder.glob("*.js"))
    code = code.replace("${PATH}", "/tickets/{id}")
    for address in (html.get("data-first") or "").split():
        assert address.startswith("/api/v1/")
        assert address.removeprefix("/api/v1").split("{id}")[-1] in code


@pytest.mark.parametrize("path", [*PAGES, *SCRIPTS, *SHEETS], ids=name)
def test_no_file_is_longer_than_a_person_reads_at_once(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_FILE


def test_script_before_the_first_paint_is_small() -> None:
    assert (SITE / "boot.js").stat().st_size <= BOOT_BYTES


# -- icons and vendored files ------------------------------------------------------------------------------------------


def test_every_icon_that_is_shown_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (SITE / "vendor" / "icons.svg").read_text()))
    shown = {found for path in SCRIPTS for found in re.findall(r"(?<!\w)icon\('([^']+)'", path.read_text())}
    assert shown
    assert shown <= sprite


def test_the_vendored_files_are_the_ones_the_lock_names() -> None:
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "infrastructure" / "vendor.py")
    assert spec
    assert spec.loader
    vendor = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(vendor)
    assert vendor.differences() == []
    lock = json.loads((SITE / "vendor" / "vendor.lock.json").read_text())
    licences = (SITE / "vendor" / "LICENSES.txt").read_text()
    assert not [
        package for package in vendor.SHIPPED if f"{package} {lock['packages'][package]['version']}" not in licences
    ]


def test_the_lock_of_the_vendored_packages_names_no_place_on_the_network() -> None:
    pinned = json.loads((ROOT / "infrastructure" / "vendor" / "package-lock.json").read_text())
    packages = {where: about for where, about in pinned["packages"].items() if where}
    assert packages
    assert not [
        where
        for where, about in packages.items()
        if "resolved" in about or not about["integrity"].startswith("sha512-")
    ]
