"""The desk's own services for the tools that work on its tables, buckets and user pool past the API."""

from collections.abc import Mapping
from typing import Any

from chalicelib.closure import rules as closure
from chalicelib.plumbing.aws import FIRST_NUMBER, new_id
from chalicelib.plumbing.clock import Clock
from chalicelib.plumbing.cognito import CognitoDirectory
from chalicelib.plumbing.counter import Counter
from chalicelib.plumbing.dynamo import Dynamo, Table
from chalicelib.plumbing.objects import Bucket
from chalicelib.plumbing.services import Services
from chalicelib.plumbing.settings import Settings
from infrastructure.aws import Aws


class Silence:
    """A queue that keeps nothing: nobody is told, and nothing is routed."""

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        """Let it fall."""


def services_of(aws: Aws, outputs: Mapping[str, str], offset_s: int = 0, desk_name: str = "") -> Services:
    """Nobody to mail to, no files and no queue: the running desk does what follows from what is written.

    What a tool does not touch need not be among the outputs: its calls would fail, not the tool.
    """
    dynamo = Dynamo(lambda: aws.client("dynamodb"))
    core = Table(dynamo, outputs["CoreTable"])
    pool, client, index = (outputs.get(name, "") for name in ("UserPoolId", "UserPoolClientId", "IndexBucket"))
    nobody: Any = None
    return Services(
        dynamo=dynamo, core=core, stats=Table(dynamo, outputs["StatsTable"]), live=Table(dynamo, outputs["LiveTable"]),
        mail_queue=Silence(), routing_queue=Silence(), index_queue=Silence(),
        index_bucket=Bucket(lambda: aws.client("s3"), index),
        mail_bucket=Bucket(lambda: aws.client("s3"), outputs.get("InboundBucket", "")),
        finder=nobody, mail_reader=nobody, mailer=nobody, files=nobody,
        directory=CognitoDirectory(lambda: aws.client("cognito-idp"), pool, client),
        clock=Clock(offset_s), new_id=new_id, numbers=Counter(core, "ticket", FIRST_NUMBER), timers=closure.timers,
        settings=Settings(
            core_table=core.name, stats_table=outputs["StatsTable"], live_table=outputs["LiveTable"], mail_queue_url="",
            routing_queue_url="", index_queue_url="", index_bucket=index, find_function="", user_pool_id=pool,
            user_pool_client_id=client, portal_url="", from_address="", desk_name=desk_name, email_limit=0, source_limit=0,
            clock_offset_s=offset_s,
        ),
    )  # fmt: skip
