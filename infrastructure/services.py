"""Services for tools that use tables, buckets and the user pool directly instead of the API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib import policies
from chalicelib.plumbing.clock import Clock
from chalicelib.plumbing.services import Services
from chalicelib.plumbing.services_on_aws import build
from chalicelib.plumbing.settings import Settings

from .aws import Aws

policies.use()


class NullQueue:
    """A queue that discards all messages: no notifications and no routing."""

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        """Discard the message."""


def services_of(aws: Aws, outputs: Mapping[str, str], offset_s: int = 0, desk_name: str = "") -> Services:
    """Build services without email, files and queues: the running app reacts to what is written.

    Resources that a tool does not use may be missing from the outputs: only calls to them would fail.
    """
    settings = Settings(
        core_table=outputs["CoreTable"],
        stats_table=outputs["StatsTable"],
        live_table=outputs["LiveTable"],
        audit_bucket=outputs.get("AuditBucket", ""),
        index_bucket=outputs.get("IndexBucket", ""),
        mail_bucket=outputs.get("InboundBucket", ""),
        user_pool_id=outputs.get("UserPoolId", ""),
        user_pool_client_id=outputs.get("UserPoolClientId", ""),
        desk_name=desk_name,
        email_limit=0,
        source_limit=0,
    )
    return replace(without_reach(build(aws.client, settings)), clock=Clock(offset_s))


def without_reach(services: Services) -> Services:
    """Remove everything that reaches people or other functions: email, files, queues, search and parsing. No parallel calls."""
    absent: Any = None
    silence = NullQueue()
    return replace(
        services,
        mail_queue=silence,
        routing_queue=silence,
        index_queue=silence,
        finder=absent,
        mail_reader=absent,
        mailer=absent,
        files=absent,
        parallelism=1,
    )
