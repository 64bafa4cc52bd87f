"""`make deploy STAGE=dev`: build, check, show what will be created, and deploy a stage to AWS.

Without an account it stops before the first call of AWS and says what it could not do.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import admin as people
from . import build, cloudformation, site
from .aws import Aws, stack_name
from .overview import overview
from .reindexing import Reindexing

ROOT = Path(__file__).resolve().parent.parent
BEST_PYTHON = (3, 13)

NEEDS_AN_ACCOUNT = """
No AWS credentials were found, so this is as far as it goes. With credentials (AWS_PROFILE, or `aws configure`) and a
region the same command would now
  1. ask CloudFormation to check the template and the account's limits (stack {stack}),
  2. upload the code to a bucket of its own and create or update the stack through a change set,
  3. deploy a second time with the distribution's address as PortalUrl, when none is given,
  4. publish the pages to the site bucket,
  5. invite the first admin, when ADMIN= names one.
Before the first mail goes out, SES must have verified the sender's domain and moved the account out of its sandbox.
Nothing was created and nothing was changed."""


class DeployError(Exception):
    """The deployment was stopped; the text says why and what to do."""


@dataclass(frozen=True)
class Order:
    """The options of a deployment."""

    stage: str
    admin: str = ""
    from_address: str = ""
    portal_url: str = ""
    architecture: str = "arm64"
    audit_lock: str = ""
    audit_lock_days: str = ""

    def parameters(self) -> dict[str, str]:
        """Return the template's parameters; those not given keep their value or default."""
        given = {"Stage": self.stage, "FromAddress": self.from_address, "PortalUrl": self.portal_url}
        given |= {"AuditLock": self.audit_lock, "AuditLockDays": self.audit_lock_days}
        return {name: value.rstrip("/") for name, value in given.items() if value}


def prepare(order: Order, folder: Path, source: Path = ROOT) -> dict[str, Any]:
    """Build into the folder, run the template checks, and return the template. Raises `BuildError` or `DeployError`."""
    if sys.version_info[:2] != BEST_PYTHON:
        running, best = (".".join(map(str, version)) for version in (sys.version_info[:2], BEST_PYTHON))
        print(
            f"This is Python {running}, so the functions will run on it; Python {best} is what the desk is measured on."
        )
    template = build.build(order.stage, folder, architecture=order.architecture, root=source)
    process = subprocess.run(
        [
            str(Path(sys.executable).with_name("cfn-lint")),
            "--non-zero-exit-code",
            "error",
            "--template",
            str(folder / "template.json"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode:  # an error; warnings are left to `make check`
        raise DeployError(f"cfn-lint found errors:\n{process.stdout}{process.stderr}")
    return template


def deploy(
    aws: Aws, order: Order, folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]] = dict, source: Path = ROOT
) -> dict[str, str]:
    """Deploy what `prepare` put into the folder; return the stack's outputs.

    `change` adapts the template to the local AWS, which does not support every resource. Raises `StackError`.
    """
    name = stack_name(order.stage)
    bucket = cloudformation.artefact_bucket(aws, name)
    template = change(json.loads((folder / "template.json").read_text("utf-8")))
    ready = cloudformation.upload_code(aws, bucket, template, folder)
    outputs = cloudformation.apply(aws, name, ready, order.parameters(), bucket, print)
    address = outputs.get("DistributionDomain")
    if not order.portal_url and address and _portal_url(aws, name) != f"https://{address}":
        print("A second pass tells the functions the distribution's address …")
        parameters = order.parameters() | {"PortalUrl": f"https://{address}"}
        outputs = cloudformation.apply(aws, name, ready, parameters, bucket, print)
    site.publish(aws, outputs["SiteBucket"], source / "static-site", print)
    if Reindexing(aws, outputs).ensure():
        print("The search has an index of everything there is.")
    if order.admin:
        invited = people.ensure(aws, outputs, people.Admin(email=order.admin, name=order.admin.partition("@")[0]))
        print(f"{order.admin} {'was invited by mail' if invited else 'was there already'} and is an admin.")
    return outputs


def _portal_url(aws: Aws, name: str) -> str:
    stack = cloudformation.describe(aws, name) or {}
    values: dict[str, str] = {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}
    return values.get("PortalUrl", "")


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise DeployError("Nobody is here to ask. YES=1 deploys without asking.")
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def _summary(order: Order, outputs: Mapping[str, str]) -> str:
    address = order.portal_url or f"https://{outputs.get('DistributionDomain', '?')}"
    domain, rules = outputs.get("InboundDomain", "?"), outputs.get("MailRules", "?")
    return (
        f"\nDeployed.\n  Portal   {address}/\n  Console  {address}/console/\n  API      {address}/api/v1\n"
        f"\nMail comes in once the MX record of {domain} leads to SES, and its rules are the account's active ones:\n"
        f"  aws ses set-active-receipt-rule-set --rule-set-name {rules}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 0 also if there is no account, 1 on an error."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.deploy", description=__doc__.splitlines()[0])
    parser.add_argument("--stage", required=True)
    parser.add_argument("--admin", default="", help="the first admin's address")
    parser.add_argument("--from-address", default="", help="sender of all mail")
    parser.add_argument("--portal-url", default="", help="https://…, where the desk has a domain of its own")
    parser.add_argument("--architecture", default="arm64", choices=("arm64", "x86_64"))
    parser.add_argument("--audit-lock", default="", choices=("", "off", "governance", "compliance"))
    parser.add_argument("--audit-lock-days", default="", help="how long the audit bucket keeps each object")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    chosen = parser.parse_args(arguments)
    order = Order(
        chosen.stage,
        chosen.admin,
        chosen.from_address,
        chosen.portal_url,
        chosen.architecture,
        chosen.audit_lock,
        chosen.audit_lock_days,
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _deploy(order, Path(folder), asking=not chosen.yes)
    except (DeployError, build.BuildError, cloudformation.StackError, site.SiteError) as refused:
        sys.stderr.write(f"\n{refused}\n")
        return 1


def _deploy(order: Order, folder: Path, *, asking: bool) -> int:
    print(f"Building stage {order.stage} for {order.architecture} …")
    template = prepare(order, folder)
    print(overview(template))
    aws = Aws()
    if not aws.has_credentials:
        print(NEEDS_AN_ACCOUNT.format(stack=stack_name(order.stage)))
        return 0
    if not aws.region:
        raise DeployError("No region is chosen: set AWS_REGION, or `aws configure set region …`.")
    where = f"stack {stack_name(order.stage)}, account {aws.account()}, region {aws.region}"
    if asking and not _confirmed(f"\nDeploy this to {where}?"):
        print("Nothing was changed.")
        return 0
    print(_summary(order, deploy(aws, order, folder)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
