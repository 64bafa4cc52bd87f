"""Every setting of the functions, a line each, and the only module that reads the environment.

A setting is read from the variable that carries its name in capitals. `Needed` ones must be given: to every function, or
to those it names. A function that lacks one, or is given a malformed one, fails when it starts and names the variable.
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
    """A variable of the environment is missing or malformed; the message names each of them."""


@dataclass(frozen=True)
class Needed:
    """Marks a setting that must not be empty in these functions, or in every one."""

    functions: tuple[str, ...] = ()


EVERYWHERE = Needed()
Count = Annotated[int, Field(ge=1)]
Limit = Annotated[int, Field(ge=0)]  # 0: no limit
Origin = Annotated[str, BeforeValidator(lambda url: url.rstrip("/")), Field(pattern=r"^(https?://[^/]+)?$")]
Address = Annotated[str, Field(pattern=r"^([^@ ]+@[^@ ]+)?$")]


class Settings(BaseModel):
    """What the template passes to the functions. Tools and tests construct it with what they use."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    core_table: Annotated[str, EVERYWHERE] = ""  # tickets, people, configuration, logs
    stats_table: Annotated[str, EVERYWHERE] = ""  # counters that can be counted again
    live_table: Annotated[str, EVERYWHERE] = ""  # presence, throttles and what else expires by itself
    mail_queue_url: Annotated[str, EVERYWHERE] = ""  # mails to send
    routing_queue_url: Annotated[str, EVERYWHERE] = ""  # agents who have become free
    index_queue_url: Annotated[str, EVERYWHERE] = ""  # what the search index has to read again
    files_bucket: Annotated[str, EVERYWHERE] = ""  # attachments
    mail_bucket: Annotated[str, EVERYWHERE] = ""  # raw inbound mails
    index_bucket: Annotated[str, Needed(("index_search", "find"))] = ""  # the search index
    find_function: Annotated[str, Needed((API,))] = ""  # the function that searches
    read_mail_function: Annotated[str, Needed((API,))] = ""  # the function that parses mails
    user_pool_id: Annotated[str, Needed((API,))] = ""  # the Cognito user pool
    user_pool_client_id: Annotated[str, Needed((API,))] = ""  # its app client
    configuration_set: Annotated[str, Needed(("send_mail",))] = ""  # the SES configuration set that reports deliveries
    portal_url: Annotated[Origin, EVERYWHERE] = ""  # where people reach the portal, without a slash at the end
    from_address: Annotated[Address, EVERYWHERE] = ""  # the sender of every mail
    inbound_domain: str = ""  # where replies to mails go; the domain of `from_address` when empty
    desk_name: str = "Customer Care"  # the organisation's name in mails and pages
    email_limit: Limit = 5  # public calls for one address in 15 minutes
    source_limit: Limit = 20  # public calls from one source in 15 minutes
    upload_limit: Count = 100  # files that one person may send in 15 minutes
    mail_limit: Count = 20  # mails that one address may send in 15 minutes
    mails_per_second: Count = 14  # what SES lets the account send
    mails_per_ticket: Count = 25  # automatic mails about one ticket in an hour; see `mail.rules.Caps`
    mails_per_person: Count = 60  # automatic mails to one address in an hour
    mails_per_hour: Count = 5_000  # automatic mails in an hour before they are stopped
    owner_shards: Count = 1  # partitions of each list of unassigned tickets
    queue_shards: Count = 1  # partitions of each queue
    due_shards: Count = 1  # partitions of the list of timers
    clock_file: str = ""  # where a local desk keeps how far its clock is ahead; never set on AWS


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
    """The settings of this process, read once."""
    return read(os.environ)


def check_at_start() -> None:
    """Fail now, not at the first request, where this is a function on AWS: packaging imports `app` without an environment."""
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
