"""All external services that the app uses, in one bundle.

`app.py` chooses the services once; a test passes its own. There is no monkeypatching and no dependency injection container.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .aws.counter import Counter
from .aws.dynamo import Dynamo, Table
from .chain import new_salt
from .clock import Clock
from .ports import Directory, Files, Mailer, MessageQueue, Objects, RemoteFunction
from .settings import Settings


@dataclass(frozen=True)
class Services:
    dynamo: Dynamo
    core: Table
    stats: Table
    live: Table
    mail_queue: MessageQueue
    routing_queue: MessageQueue
    index_queue: MessageQueue
    audit_bucket: Objects
    index_bucket: Objects
    mail_bucket: Objects
    finder: RemoteFunction
    mail_reader: RemoteFunction
    directory: Directory
    mailer: Mailer
    files: Files
    clock: Clock
    new_id: Callable[[], str]
    numbers: Counter
    settings: Settings
    new_salt: Callable[[], str] = new_salt  # prevents guessing erased values from their digests
    parallelism: int = 1  # how many calls one operation may run in parallel
    silent: bool = False  # imported history: events are recorded, but nothing is sent or routed


_make: list[Callable[[], Services]] = []


def use(make: Callable[[], Services]) -> None:
    """Set the services that all entry points use."""
    _make[:] = [make]


def services() -> Services:
    return _make[0]()
