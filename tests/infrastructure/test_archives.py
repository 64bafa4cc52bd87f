"""What is in the zip files of the functions, and what is not."""

import pickle
import zipfile
from pathlib import Path

import babel
import pytest

from chalicelib.plumbing.i18n import SPOKEN
from infrastructure import archives

MEGABYTE = 1_000_000


def test_an_archive_depends_on_its_files_alone(tmp_path: Path) -> None:
    archives.write(tmp_path / "one.zip", {"b.py": b"2", "a.py": b"1"})
    archives.write(tmp_path / "two.zip", {"a.py": b"1", "b.py": b"2"})
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert archives.read(tmp_path / "one.zip") == {"a.py": b"1", "b.py": b"2"}


def test_files_that_no_function_reads_are_left_out() -> None:
    idle = [
        "python/attr/__init__.pyi",
        "python/attr/py.typed",
        "python/attrs-26.1.0.dist-info/METADATA",
        "python/attrs-26.1.0.dist-info/licenses/LICENSE",
        "python/x/tests/test_x.py",
        "chalicelib/__pycache__/a.pyc",
        "python/babel/locale-data/sv.dat",
        "python/babel/locale-data/en_GB.dat",
        "python/x/README.md",
        "python/lib/python3.11/site-packages/pydantic/v1/main.py",
        "python/pydantic/mypy.py",
        "python/babel/messages/catalog.py",
    ]
    assert archives.slim(dict.fromkeys(idle, b"")) == {}


def test_files_that_functions_read_are_packaged() -> None:
    needed = [
        "app.py",
        "chalicelib/mail/templates/ar.ftl",
        "python/babel/locale-data/root.dat",
        "python/babel/global.dat",
        "python/babel/locale-data/en.dat",
        "python/babel/locale-data/ar.dat",
        "python/pytz/zoneinfo/Asia/Dubai",
        "python/pydantic_core/_pydantic_core.so",
    ]
    files = {name: pickle.dumps({}) if name.endswith(".dat") else b"" for name in needed}
    assert set(archives.slim(files)) == set(needed)


@pytest.mark.parametrize("language", ["root", *SPOKEN])
def test_locale_data_that_emails_need_is_packaged_unchanged(language: str) -> None:
    name = f"babel/locale-data/{language}.dat"
    whole = (Path(babel.__file__).parent / "locale-data" / f"{language}.dat").read_bytes()
    before, after = (pickle.loads(each) for each in (whole, archives.slim({name: whole})[name]))  # noqa: S301
    read = {
        "days",
        "months",
        "day_periods",
        "date_formats",
        "time_formats",
        "zone_formats",
        "meta_zones",
        "time_zones",
        "number_symbols",
        "plural_form",
    }
    assert read & before.keys() <= after.keys()
    assert {key: repr(after[key]) for key in after} == {key: repr(before[key]) for key in after}
    assert archives.slim({name: whole}) == archives.slim({name: whole})


def test_every_module_comes_with_its_bytecode(built: Path) -> None:
    for archive in built.glob("*.zip"):
        names = set(zipfile.ZipFile(archive).namelist())
        modules = {name for name in names if name.endswith(".py")}
        assert modules
        assert len({name for name in names if name.endswith(".pyc")}) == len(modules)


def test_bytecode_is_not_checked_against_times_that_a_zip_cannot_keep() -> None:
    compiled = archives.with_bytecode({"package/module.py": b"answer = 42\n"})
    (name,) = compiled.keys() - {"package/module.py"}
    unchecked_hash = (1).to_bytes(4, "little")
    assert name.startswith("package/__pycache__/module.cpython-")
    assert compiled[name][4:8] == unchecked_hash


def test_locale_data_of_every_language_is_packaged(built: Path) -> None:
    names = zipfile.ZipFile(built / "layer-deployment.zip").namelist()
    data = {name.rpartition("/")[2].removesuffix(".dat") for name in names if "/locale-data/" in name}
    assert data - {"", "__init__.py"} == {"root", *SPOKEN}


def test_code_and_libraries_stay_under_eight_megabytes_and_so_does_what_each_layer_adds(built: Path) -> None:
    sizes = {archive.name: archive.stat().st_size for archive in built.glob("*.zip")}
    assert sizes.keys() == {"deployment.zip", "layer-deployment.zip", "layer-search.zip", "layer-inbox.zip"}
    assert sizes.pop("layer-search.zip") < 8 * MEGABYTE
    assert sizes.pop("layer-inbox.zip") < 8 * MEGABYTE
    assert sum(sizes.values()) < 8 * MEGABYTE


def test_search_layer_adds_only_its_engine_and_stemmers(built: Path) -> None:
    names = zipfile.ZipFile(built / "layer-search.zip").namelist()
    assert {name.split("/")[1].partition(".")[0] for name in names} == {"tantivy", "Stemmer"}
    others = [
        name
        for archive in ("deployment.zip", "layer-deployment.zip")
        for name in zipfile.ZipFile(built / archive).namelist()
    ]
    assert not any(word in name.lower() for name in others for word in ("/tantivy/", "stemmer"))


def test_boto_is_left_to_the_runtime(built: Path) -> None:
    names = zipfile.ZipFile(built / "layer-deployment.zip").namelist()
    assert not any("/boto" in name for name in names)
