"""The desk's own services for the tools that work on its tables, buckets and user pool past the API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib import policies
from chalicelib.plumbing.aws import build
from chalicelib.plumbing.clock import Clock
from chalicelib.plumbing.services import Services
from chalicelib.plumbing.settings import Settings
from infrastructure.aws import Aws

policies.use()


class Silence:
    """A queue that keeps nothing: nobody is told, and nothing is routed."""

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        """Let it fall."""


def services_of(aws: Aws, outputs: Mapping[str, str], offset_s: int = 0, desk_name: str = "") -> Services:
    """Nobody to mail to, no files and no queue: the running desk does what follows from what is written.

    What a tool does not touch need not be among the outputs: its calls would fail, not the tool.
    """
    settings = Settings(
        core_table=outputs["CoreTable"], stats_table=outputs["StatsTable"], live_table=outputs["LiveTable"],
        index_bucket=outputs.get("IndexBucket", ""), mail_bucket=outputs.get("InboundBucket", ""),
        user_pool_id=outputs.get("UserPoolId", ""), user_pool_client_id=outputs.get("UserPoolClientId", ""),
        desk_name=desk_name, email_limit=0, source_limit=0,
    )  # fmt: skip
    return replace(without_reach(build(aws.client, settings)), clock=Clock(offset_s))


def without_reach(services: Services) -> Services:
    """Take away what reaches people and other functions: mail, files, queues, searching and parsing. One call at a time."""
    absent: Any = None
    silence = Silence()
    return replace(
        services, mail_queue=silence, routing_queue=silence, index_queue=silence, finder=absent, mail_reader=absent,
        mailer=absent, files=absent, at_once=1,
    )  # fmt: skip
