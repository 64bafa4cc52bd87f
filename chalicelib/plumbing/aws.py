"""The real services. The only module that makes AWS clients, each on first use and once."""

import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .cognito import CognitoDirectory
from .counter import Counter
from .dynamo import Dynamo, Table
from .files import Files
from .functions import Function
from .objects import Bucket
from .queues import Queue
from .services import Services, TimerRule
from .settings import settings

if TYPE_CHECKING:
    from email.message import EmailMessage

    from .ses import SesMailer

FIRST_NUMBER = 10_001
SERVICES = ["cognito-idp", "dynamodb", "lambda", "s3", "sesv2", "sqs"]
ID_BYTES = 10  # 80 bits: no id is ever made twice
AT_ONCE = 8  # botocore keeps ten connections
RETRIES: Any = {"mode": "standard", "max_attempts": 5}
ANSWER_S = {"lambda": 12}  # somebody waits; twice that is less than the API itself may take
ONCE_MORE: Any = {"mode": "standard", "max_attempts": 1}
SPECIAL: Mapping[str, Any] = {
    # Addresses that hold for the bucket's own region, so that a page can name the one origin its files come from.
    "s3": {"signature_version": "s3v4", "s3": {"us_east_1_regional_endpoint": "regional"}},
}


@lru_cache
def client(service: str) -> Any:
    from botocore.config import Config

    retries = ONCE_MORE if service in ANSWER_S else RETRIES
    patience = ANSWER_S.get(service, 10)
    config = Config(retries=retries, connect_timeout=3, read_timeout=patience, **SPECIAL.get(service, {}))
    return _session().create_client(service, config=config)


@lru_cache
def _session() -> Any:
    """botocore's, not boto3's: half of boto3's import is for things we do not use.

    It looks through the folders of all services, twice, before it loads the model of one. Told which there are, it does
    not: a tenth of a cold start.
    """
    from botocore.loaders import Loader
    from botocore.session import get_session

    class OurServices(Loader):
        def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
            return SERVICES

    session = get_session()
    session.register_component("data_loader", OurServices())
    return session


@lru_cache
def _ses() -> "SesMailer":
    from .ses import SesMailer

    return SesMailer(lambda: client("sesv2"), settings().configuration_set)


class _MailerOnFirstUse:
    """Python's e-mail package is for the function that sends."""

    def send(self, message: "EmailMessage", tags: Mapping[str, str]) -> str:
        return _ses().send(message, tags)


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
        index_queue=Queue(lambda: client("sqs"), told.index_queue_url),
        index_bucket=Bucket(lambda: client("s3"), told.index_bucket),
        mail_bucket=Bucket(lambda: client("s3"), told.mail_bucket),
        finder=Function(lambda: client("lambda"), told.find_function),
        mail_reader=Function(lambda: client("lambda"), told.read_mail_function),
        directory=CognitoDirectory(lambda: client("cognito-idp"), told.user_pool_id, told.user_pool_client_id),
        mailer=_MailerOnFirstUse(),
        files=Files(lambda: client("s3"), told.files_bucket),
        clock=Clock(told.clock_offset_s),
        new_id=new_id,
        numbers=Counter(core, "ticket", FIRST_NUMBER),
        timers=timers,
        settings=told,
        at_once=AT_ONCE,
    )
