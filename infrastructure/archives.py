"""Builds the functions' zip files: unneeded files are removed, bytecode is added, and builds are reproducible."""

import pickle
import py_compile
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from chalicelib.plumbing.i18n import SPOKEN

# Babel has seven hundred languages; only supported ones and `root`, from which all inherit, are kept.
# Two thirds of each are names of languages, currencies and units, which are not used.
IDLE_DATA = frozenset(
    {
        "compact_currency_formats",
        "compact_decimal_formats",
        "compound_unit_patterns",
        "currency_names",
        "currency_names_plural",
        "date_fields",
        "datetime_skeletons",
        "interval_formats",
        "languages",
        "scripts",
        "unit_display_names",
        "unit_patterns",
        "variants",
    }
)
BABEL_DATA = re.compile(r"(^|/)babel/locale-data/(?P<name>[^/]+)\.dat$")

# Distributions whose METADATA is read at run time (importlib.metadata). None are at present; pydantic scans all of them
# for plug-ins, so each one less saves time.
METADATA_NEEDED: frozenset[str] = frozenset()

# Parts of libraries that are not used: pydantic's first version, its plug-in for mypy, Babel's tools for translators.
UNUSED = re.compile(r"(^|/)(?:pydantic/v1/|pydantic/mypy\.py$|babel/messages/)")

IDLE_FOLDERS = frozenset({"__pycache__", "tests", "testing", "test", "bin", "include"})
IDLE_SUFFIXES = frozenset({".pyi", ".pyc", ".c", ".h", ".pyx", ".pxd", ".md", ".rst"})
IDLE_NAMES = frozenset({"py.typed", "LICENSE", "LICENSE.txt", "LICENSE.unicode"})

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time in a zip
Files = dict[str, bytes]


def read(archive: Path) -> Files:
    """Read every file of an archive by its path."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


def write(archive: Path, files: Mapping[str, bytes]) -> None:
    """Write an archive whose bytes depend only on `files`."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr, entry.compress_type, entry.create_system = 0o644 << 16, zipfile.ZIP_DEFLATED, 3
            opened.writestr(entry, files[name])


def slim(files: Mapping[str, bytes]) -> Files:
    """Return the files without those that no function reads, and without unused data."""
    stored = {name: content for name, content in files.items() if not _is_idle(PurePosixPath(name))}
    return {name: _slim_data(content) if BABEL_DATA.search(name) else content for name, content in stored.items()}


def _slim_data(content: bytes) -> bytes:
    """Return Babel's data of a language without unused parts, in the same order, so that builds are reproducible."""
    data = pickle.loads(content)  # noqa: S301 - Babel's own file, of a pinned version  # nosec B301
    return pickle.dumps({name: each for name, each in data.items() if name not in IDLE_DATA}, protocol=4)


def _is_idle(path: PurePosixPath) -> bool:
    for part in path.parts[:-1]:
        if part.endswith(".dist-info"):
            return path.name != "METADATA" or part.partition("-")[0].lower() not in METADATA_NEEDED
        if part in IDLE_FOLDERS:
            return True
    if UNUSED.search(str(path)):
        return True
    data = BABEL_DATA.search(str(path))
    if data:
        return data["name"] not in {"root", *SPOKEN}
    return path.suffix in IDLE_SUFFIXES or path.name in IDLE_NAMES


def with_bytecode(files: Mapping[str, bytes]) -> Files:
    """Add a `.pyc` for each module: Lambda's disk is read-only, so it would compile at every cold start.

    Unchecked, because a module's time in a zip has no meaning. The bytecode is that of the Python running this build,
    which is also the one Chalice names as the functions' runtime.
    """
    compiled = dict(files)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            if name.endswith(".py"):
                compiled[_bytecode_name(name)] = _compile(name, content, Path(folder))
    return compiled


def _bytecode_name(module: str) -> str:
    path = PurePosixPath(module)
    return str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")


def _compile(name: str, content: bytes, folder: Path) -> bytes:
    source, target = folder / "module.py", folder / "module.pyc"
    source.write_bytes(content)
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(source), str(target), dfile=name, doraise=True, invalidation_mode=mode)
    return target.read_bytes()


def distributions(files: Mapping[str, bytes]) -> Iterator[str]:
    """Iterate over the METADATA of each distribution in an archive, before it is slimmed."""
    for name, content in files.items():
        if name.endswith(".dist-info/METADATA"):
            yield content.decode(errors="replace")
