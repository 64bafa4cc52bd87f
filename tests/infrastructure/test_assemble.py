"""Joining the files of the template."""

from pathlib import Path

import pytest

from infrastructure.assemble import TemplateError, assemble, pages_of


def test_local_only_parameters_are_not_in_a_deployment() -> None:
    assert "ClockFile" in assemble(local=True)["Parameters"]
    assert "ClockFile" not in assemble()["Parameters"]


def test_two_files_cannot_declare_one_resource(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Resources: {Desk: {Type: AWS::SQS::Queue}}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("Resources: {Desk: {Type: AWS::SNS::Topic}}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"b\.yaml declares the resource Desk a second time"):
        assemble(source=tmp_path)


def test_two_files_cannot_declare_one_output(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Outputs: {Desk: {Value: a}}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("Outputs: {Desk: {Value: b}}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"b\.yaml declares Outputs\.Desk a second time"):
        assemble(source=tmp_path)


def test_an_empty_resource_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Resources: {Desk: }", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"a\.yaml: the resource Desk is empty"):
        assemble(source=tmp_path)


def test_the_pages_of_a_site_are_its_documents(tmp_path: Path) -> None:
    for name in ("index.html", "console/index.html", "_v/abc/fragment.html", "styles.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert pages_of(tmp_path) == ["/console/index.html", "/index.html"]
