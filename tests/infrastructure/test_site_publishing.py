"""What is published, under which name, with which headers; and what a page costs."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from infrastructure import site


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site of two pages that share a script, which imports another."""
    files = {
        "index.html": '<html><head><link rel="stylesheet" href="/css/app.css">\n'
        '<script type="module" src="/app/main.js"></script></head><a href="/new.html">New</a></html>',
        "404.html": "<html><p>Not here</p></html>",
        "css/app.css": '@import "parts.css";',
        "css/parts.css": "p { color: teal }",
        "app/main.js": 'import { b } from "./b.js"; // import "./none.js"\nimport("./late.js");',
        "app/b.js": 'export { c } from "../lib/c.js"; export const b = 1;',
        "app/late.js": "",
        "lib/c.js": "export const c = 1;",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def page(root: Path, name: str = "index.html") -> str:
    _assets, documents = site.objects(root)
    return next(one.body.decode() for one in documents if one.key == name)


def test_files_go_into_a_folder_named_after_all_of_them(root: Path) -> None:
    assets, _documents = site.objects(root)
    folder = f"_v/{site.tree_hash(root)}/"
    assert {one.key for one in assets} >= {f"{folder}app/main.js", f"{folder}css/parts.css"}
    assert all(one.cache_control == "public, max-age=31536000, immutable" for one in assets)


def test_a_style_sheet_is_published_with_what_it_imports(root: Path) -> None:
    assets, _documents = site.objects(root)
    sheet = next(one.body.decode() for one in assets if one.key.endswith("css/app.css"))
    assert sheet == "p{color: teal}"


def test_comments_are_removed_except_in_vendored_files(root: Path) -> None:
    script = "// What it is.\nexport const a = 'b // c'; // here\n/**\n * A contract.\n */\nexport const d = 1;\n"
    (root / "vendor").mkdir()
    (root / "lib" / "c.js").write_text(script, "utf-8")
    (root / "vendor" / "v.js").write_text(script, "utf-8")

    assets, documents = site.objects(root)

    published = {one.key.split("/", 2)[2]: one.body.decode() for one in assets}
    assert published["lib/c.js"] == "export const a = 'b // c';\nexport const d = 1;\n"
    assert published["vendor/v.js"] == script
    assert any(site.integrity(published["lib/c.js"].encode()) in one.body.decode() for one in documents)


def test_the_folder_changes_with_a_file_but_not_with_a_page(root: Path) -> None:
    before = site.tree_hash(root)
    (root / "index.html").write_text("<html></html>", "utf-8")
    assert site.tree_hash(root) == before
    (root / "lib" / "c.js").write_text("export const c = 2;", "utf-8")
    assert site.tree_hash(root) != before


def test_a_page_points_into_the_folder_but_links_to_pages_stay(root: Path) -> None:
    text = page(root)
    assert f'src="/_v/{site.tree_hash(root)}/app/main.js"' in text
    assert 'href="/new.html"' in text


def test_every_module_that_is_imported_statically_is_preloaded_with_its_hash(root: Path) -> None:
    text = page(root)
    for name in ("app/main.js", "app/b.js", "lib/c.js"):
        assert f'{name}" integrity="{site.integrity((root / name).read_bytes())}"' in text
    assert "late.js" not in text
    assert text.index("modulepreload") < text.index("<script")


def test_catalogue_is_published_with_what_it_imports(root: Path) -> None:
    (root / "locales").mkdir()
    (root / "locales" / "common.ftl").write_text("yes = Yes\n", "utf-8")
    (root / "locales" / "portal.ftl").write_text('# @import "common.ftl"\ntitle = Help\n', "utf-8")
    assert site.body_of(root / "locales" / "portal.ftl").decode() == "yes = Yes\ntitle = Help\n"


def test_scripts_are_published_without_indentation(root: Path) -> None:
    (root / "lib" / "c.js").write_text("export function c() {\n  return 1;\n}\n", "utf-8")
    assert site.body_of(root / "lib" / "c.js").decode() == "export function c() {\nreturn 1;\n}\n"


def test_published_script_keeps_code_that_follows_a_comment_on_its_line(root: Path) -> None:
    script = "/** @type {A} */ (a).b();\nconst c = 1;\n/** Said of d. */\nexport const d = 2;\n"
    (root / "lib" / "c.js").write_text(script, "utf-8")
    assert site.body_of(root / "lib" / "c.js").decode() == script.replace("/** Said of d. */\n", "")


def test_every_published_script_can_be_parsed() -> None:
    assets, _documents = site.objects()
    scripts = {one.key: one.body.decode() for one in assets if one.key.endswith(".js")}
    program = """
        const vm = require('node:vm');
        const scripts = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
        for (const [name, code] of Object.entries(scripts)) {
          try { new vm.SourceTextModule(code); } catch (error) { console.log(`${name}: ${error.message}`); }
        }
    """
    command = [str(compute_driver_executable()[0]), "--no-warnings", "--experimental-vm-modules", "-e", program]
    process = subprocess.run(command, input=json.dumps(scripts), capture_output=True, text=True, check=True)
    assert len(scripts) > 1
    assert process.stdout == ""


def test_the_page_for_what_is_missing_carries_its_status(root: Path) -> None:
    _assets, documents = site.objects(root)
    assert {one.key: one.metadata for one in documents} == {"404.html": {"status": "404"}, "index.html": {}}


def test_a_page_that_names_a_missing_file_is_refused(root: Path) -> None:
    (root / "index.html").write_text('<link rel="stylesheet" href="/css/none.css">', "utf-8")
    with pytest.raises(site.SiteError, match=r"css/none\.css"):
        site.objects(root)


def test_a_module_that_imports_what_is_not_there_is_refused(root: Path) -> None:
    (root / "lib" / "c.js").write_text('import "./none.js";', "utf-8")
    with pytest.raises(site.SiteError, match=r"none\.js"):
        site.objects(root)


def test_a_visit_costs_the_page_its_styles_and_its_modules(root: Path) -> None:
    cost = next(one for one in site.costs(root) if one.page == "index.html")
    assert cost.requests == 5  # the page, its style with the one that it imports, three modules
    assert cost.met


def test_a_page_over_its_budget_is_noticed(root: Path) -> None:
    (root / "lib" / "c.js").write_text(
        "".join(f"export const c{n} = '{n * 7919 % 65537:x}';" for n in range(40_000)), "utf-8"
    )
    assert not next(one for one in site.costs(root) if one.page == "index.html").met


class Bucket:
    """Just enough of S3 to publish into."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def client(self, _service: str) -> Any:
        return self._s3


@pytest.fixture
def s3(in_process_aws: Any) -> Any:  # noqa: ARG001 - S3 is replaced as long as that lives
    import boto3

    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="site")
    return client


def keys(s3: Any) -> set[str]:
    return {one["Key"] for one in s3.list_objects_v2(Bucket="site").get("Contents", [])}


def test_publishing_again_uploads_nothing_and_removes_pages_that_are_gone(root: Path, s3: Any) -> None:
    lines: list[str] = []
    site.publish(Bucket(s3), "site", root, lines.append)  # type: ignore[arg-type]
    site.publish(Bucket(s3), "site", root, lines.append)  # type: ignore[arg-type]
    assert lines[1] == "Published 0 files and 0 documents."
    (root / "404.html").unlink()
    site.publish(Bucket(s3), "site", root, lines.append)  # type: ignore[arg-type]
    assert "404.html" not in keys(s3)


def test_old_folders_stay_for_open_tabs_until_there_are_more_than_ten(root: Path, s3: Any) -> None:
    for name in keys(s3):
        s3.delete_object(Bucket="site", Key=name)
    for number in range(site.MAX_FOLDERS + 2):
        (root / "lib" / "c.js").write_text(f"export const c = {number};", "utf-8")
        site.publish(Bucket(s3), "site", root)  # type: ignore[arg-type]
    assert len({key.split("/")[1] for key in keys(s3) if key.startswith("_v/")}) == site.MAX_FOLDERS
    assert f"_v/{site.tree_hash(root)}/lib/c.js" in keys(s3)
