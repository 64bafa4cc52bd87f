"""Every setting of the functions, one per line, and the only module that reads the environment, apart from `LOG_LEVEL` in `log`.

A setting is read from the variable with its name in capitals. `Needed` settings are required: by every function, or by those
named. A function with a missing or malformed setting fails at start and names the variable.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

API = "app"
ON_AWS = "AWS_LAMBDA_FUNCTION_NAME"
HANDLER = "_HANDLER"  # `app.send_mail`, and `app.app` for the API


class SettingsError(Exception):
    """A variable of the environment is missing or malformed; the message names all of them."""


@dataclass(frozen=True)
class Needed:
    """Marks a setting that is required in these functions, or in every one."""

    functions: tuple[str, ...] = ()


EVERYWHERE = Needed()
Count = Annotated[int, Field(ge=1)]
Limit = Annotated[int, Field(ge=0)]  # 0: no limit
Origin = Annotated[str, BeforeValidator(lambda url: url.rstrip("/")), Field(pattern=r"^(https?://[^/]+)?$")]
Address = Annotated[str, Field(pattern=r"^([^@ ]+@[^@ ]+)?$")]


class Settings(BaseModel):
    """The settings that the template passes to the functions. Tools and tests set only what they use."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    core_table: Annotated[str, EVERYWHERE] = ""  # tickets, people, configuration, logs
    stats_table: Annotated[str, EVERYWHERE] = ""  # derived counters and lists
    live_table: Annotated[str, EVERYWHERE] = ""  # presence, rate limits and other data that expires
    mail_queue_url: Annotated[str, EVERYWHERE] = ""  # emails to send
    routing_queue_url: Annotated[str, EVERYWHERE] = ""  # agents with new capacity
    index_queue_url: Annotated[str, EVERYWHERE] = ""  # errands for the search index
    files_bucket: Annotated[str, EVERYWHERE] = ""  # attachments
    mail_bucket: Annotated[str, EVERYWHERE] = ""  # raw inbound emails
    audit_bucket: Annotated[str, Needed(("on_due",))] = ""  # where the audit log ended
    index_bucket: Annotated[str, Needed(("index_search", "find"))] = ""  # the search index
    find_function: Annotated[str, Needed((API,))] = ""  # the function that searches
    read_mail_function: Annotated[str, Needed((API,))] = ""  # the function that parses emails
    user_pool_id: Annotated[str, Needed((API,))] = ""  # the Cognito user pool
    user_pool_client_id: Annotated[str, Needed((API,))] = ""  # its app client
    configuration_set: Annotated[str, Needed(("send_mail",))] = ""  # the SES configuration set that reports deliveries
    portal_url: Annotated[Origin, EVERYWHERE] = ""  # the portal's URL, without a trailing slash
    from_address: Annotated[Address, EVERYWHERE] = ""  # the sender of every email
    inbound_domain: str = ""  # the domain for replies by email; that of `from_address` if empty
    desk_name: str = "Customer Care"  # the organisation's name in emails and pages
    email_limit: Limit = 5  # public requests for one address in 15 minutes
    source_limit: Limit = 20  # public requests from one source in 15 minutes
    upload_limit: Count = 100  # uploads per person in 15 minutes
    mail_limit: Count = 20  # inbound emails per address in 15 minutes
    mails_per_second: Count = 14  # the account's SES sending rate
    mails_per_ticket: Count = 25  # automatic emails about one ticket in an hour; see `mail.rules.Caps`
    mails_per_person: Count = 60  # automatic emails to one address in an hour
    mails_per_hour: Count = 5_000  # automatic emails in an hour before sending stops
    owner_shards: Count = 1  # partitions of each list of unassigned tickets
    queue_shards: Count = 1  # partitions of each queue
    due_shards: Count = 1  # partitions of the list of timers
    clock_file: str = ""  # holds the clock offset in local development; never set on AWS


def read(environment: Mapping[str, str]) -> Settings:
    """Build the settings of one function from its environment. Raises `SettingsError` with the name of each bad variable."""
    given = {name: environment[name.upper()] for name in Settings.model_fields if environment.get(name.upper())}
    given.setdefault("inbound_domain", given.get("from_address", "").rpartition("@")[2])
    missing = [f"{name.upper()} is missing" for name in _needed(environment) if name not in given]
    try:
        found = Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError("; ".join([*missing, *map(_fault, error.errors())])) from None
    if missing:
        raise SettingsError("; ".join(missing))
    return found


@lru_cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return read(os.environ)


def check_at_start() -> None:
    """Check the settings at start, but only in a function on AWS: packaging imports `app` without an environment."""
    if ON_AWS in os.environ:
        settings()


def _needed(environment: Mapping[str, str]) -> Iterator[str]:
    function = environment.get(HANDLER, "").rpartition(".")[2]
    for name, field in Settings.model_fields.items():
        for needed in (each for each in field.metadata if isinstance(each, Needed)):
            if not needed.functions or function in needed.functions:
                yield name


def _fault(error: Any) -> str:
    return f"{str(error['loc'][0]).upper()} is malformed: {error['msg']}"
