"""cfn-lint with the serverless rules finds nothing that is not explained here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.guards import Template

CFN_LINT = "from cfnlint.runner import main; main()"
EXPLAINED = {
    ("ES6000", "MailDeadLetters"): "asks every queue for dead letters; this one holds them",
    ("ES6000", "RoutingDeadLetters"): "asks every queue for dead letters; this one holds them",
    ("ES6000", "IndexDeadLetters"): "asks every queue for dead letters; this one holds them",
    ("ES6000", "StreamDeadLetters"): "asks every queue for dead letters; this one holds them",
    ("ES6000", "ScheduleDeadLetters"): "asks every queue for dead letters; this one holds them",
    ("ES6000", "UploadDeadLetters"): "asks every queue for dead letters; this one holds them",
    ("ES6000", "InboundDeadLetters"): "asks every queue for dead letters; this one holds them",
    ("ES6000", "DeliveryDeadLetters"): "asks every queue for dead letters; this one holds them",
}
EXPLAINED_AFTER_THE_TRANSFORM = EXPLAINED | {
    ("ES1001", "SendMailSendMailSqsEventSource"): "asks for an on-failure queue; SQS redrives by itself",
    ("ES1001", "OnAgentFreeOnAgentFreeSqsEventSource"): "asks for an on-failure queue; SQS redrives by itself",
    ("ES1001", "IndexSearchIndexSearchSqsEventSource"): "asks for an on-failure queue; SQS redrives by itself",
}


def findings(template: Path) -> dict[tuple[str, str], str]:
    """Each finding by its rule and the resource it is about."""
    command = [sys.executable, "-c", CFN_LINT, "--template", str(template), "--format", "json"]
    command += ["--append-rules", "cfn_lint_serverless.rules"]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(process.stdout or "[]")
    assert process.returncode == 0 or found, process.stderr
    return {(one["Rule"]["Id"], _resource(one)): one["Message"] for one in found}


def _resource(finding: Template) -> str:
    path = finding["Location"].get("Path") or ["", ""]
    return str(path[1]) if len(path) > 1 else ""


@pytest.fixture(scope="module")
def transformed(plain: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plain") / "template.json"
    file.write_text(json.dumps(plain), encoding="utf-8")
    return file


def test_the_template_has_no_unexplained_findings(built: Path) -> None:
    found = findings(built / "template.json")
    assert {key: text for key, text in found.items() if key not in EXPLAINED} == {}
    assert EXPLAINED.keys() <= found.keys()


def test_transformed_template_has_no_unexplained_findings(transformed: Path) -> None:
    found = findings(transformed)
    assert {key: text for key, text in found.items() if key not in EXPLAINED_AFTER_THE_TRANSFORM} == {}
    assert EXPLAINED_AFTER_THE_TRANSFORM.keys() <= found.keys()
