"""The real services. The only module that makes AWS clients, each on first use and once."""

import secrets
from functools import lru_cache
from typing import Any

from .clock import Clock
from .cognito import CognitoDirectory
from .counter import Counter
from .dynamo import Dynamo, Table
from .queues import Queue
from .services import Services, TimerRule
from .ses import SesMailer
from .settings import settings

FIRST_NUMBER = 10_001
ID_BYTES = 10  # 80 bits: no id is ever made twice
RETRIES: Any = {"mode": "standard", "max_attempts": 5}


@lru_cache
def client(service: str) -> Any:
    from botocore.config import Config  # half of boto3's import is for things we do not use
    from botocore.session import get_session

    return get_session().create_client(service, config=Config(retries=RETRIES, connect_timeout=3, read_timeout=10))


def new_id() -> str:
    return secrets.token_hex(ID_BYTES)


@lru_cache
def services_on_aws(timers: TimerRule) -> Services:
    """Everything real, made once for each process: a warm function keeps its clients and its block of numbers."""
    told = settings()
    dynamo = Dynamo(lambda: client("dynamodb"))
    core = Table(dynamo, told.core_table)
    return Services(
        dynamo=dynamo,
        core=core,
        stats=Table(dynamo, told.stats_table),
        live=Table(dynamo, told.live_table),
        mail_queue=Queue(lambda: client("sqs"), told.mail_queue_url),
        routing_queue=Queue(lambda: client("sqs"), told.routing_queue_url),
        directory=CognitoDirectory(lambda: client("cognito-idp"), told.user_pool_id, told.user_pool_client_id),
        mailer=SesMailer(lambda: client("sesv2")),
        clock=Clock(told.clock_offset_s),
        new_id=new_id,
        numbers=Counter(core, "ticket", FIRST_NUMBER),
        timers=timers,
        settings=told,
    )
