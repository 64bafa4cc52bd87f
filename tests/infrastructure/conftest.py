"""One build for all tests of the template, the build and its guards."""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest

from infrastructure.build import package, write
from infrastructure.guards import Build, Template
from tests.infrastructure.sam import plain_cloudformation


@pytest.fixture(scope="session")
def packaged() -> Build:
    """The package of a deployment, as Chalice made it: not yet guarded, nor slim."""
    return package("test")


@pytest.fixture(scope="session")
def built(packaged: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished build."""
    folder = tmp_path_factory.mktemp("built")
    write(packaged, folder)
    return folder


@pytest.fixture(scope="session")
def template(packaged: Build) -> Template:
    return packaged.template


@pytest.fixture(scope="session")
def plain(template: Template) -> Template:
    """The template after the SAM transform: what CloudFormation works on."""
    return plain_cloudformation(template)


@pytest.fixture
def spoilt(packaged: Build) -> Callable[[Callable[[Template], None]], Build]:
    """Give the package with its template changed by a function, to see who notices."""

    def spoil(change: Callable[[Template], None]) -> Build:
        changed = copy.deepcopy(packaged.template)
        change(changed)
        return Build(
            changed, packaged.config, packaged.archives, packaged.requirements, packaged.architecture, packaged.is_local
        )

    return spoil
