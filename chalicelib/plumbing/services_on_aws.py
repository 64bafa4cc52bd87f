"""The production services. The only module that creates AWS clients, each once and on first use."""

import secrets
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from .aws.cognito import CognitoDirectory
from .aws.counter import Counter
from .aws.dynamo import Dynamo, Table
from .aws.files import Files
from .aws.functions import Function
from .aws.objects import Bucket
from .aws.queues import Queue
from .clock import Clock
from .services import Services
from .settings import Settings, settings

if TYPE_CHECKING:
    from email.message import EmailMessage

    from .aws.ses import SesMailer

FIRST_NUMBER = 10_001
SERVICES = ["cognito-idp", "dynamodb", "lambda", "s3", "sesv2", "sqs"]
ID_BYTES = 10  # 80 bits: collisions are practically impossible
AT_ONCE = 8  # botocore keeps ten connections
RETRIES: Any = {"mode": "standard", "max_attempts": 5}
ANSWER_S = {"lambda": 12}  # a user is waiting; twice that is within the API's own timeout
ONCE_MORE: Any = {"mode": "standard", "max_attempts": 1}
SPECIAL: Mapping[str, Any] = {
    # Regional URLs, so that a page's content security policy can name the one origin of its files.
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
    """Create a botocore session; half of boto3's import time is for features we do not use.

    botocore searches the folders of all services twice before it loads one model. Giving it the list of services avoids
    that: a tenth of a cold start.
    """
    from botocore.loaders import Loader
    from botocore.session import get_session

    class OurServices(Loader):
        def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
            return SERVICES

    session = get_session()
    session.register_component("data_loader", OurServices())
    return session


class _MailerOnFirstUse:
    """Imports Python's email package only in the function that sends."""

    def __init__(self, connect: Callable[[], Any], configuration_set: str) -> None:
        self._connect = connect
        self._configuration_set = configuration_set

    def send(self, message: "EmailMessage", tags: Mapping[str, str]) -> str:
        return self._mailer.send(message, tags)

    @cached_property
    def _mailer(self) -> "SesMailer":
        from .aws.ses import SesMailer

        return SesMailer(self._connect, self._configuration_set)


def new_id() -> str:
    return secrets.token_hex(ID_BYTES)


def build(client_of: Callable[[str], Any], settings: Settings) -> Services:
    """Build the services for these settings, with clients by AWS service. Use `dataclasses.replace` to swap parts.

    Creates no client yet: each is created when first needed.
    """

    def connect(service: str) -> Callable[[], Any]:
        return lambda: client_of(service)

    dynamo = Dynamo(connect("dynamodb"))
    core = Table(dynamo, settings.core_table)
    return Services(
        dynamo=dynamo,
        core=core,
        stats=Table(dynamo, settings.stats_table),
        live=Table(dynamo, settings.live_table),
        mail_queue=Queue(connect("sqs"), settings.mail_queue_url),
        routing_queue=Queue(connect("sqs"), settings.routing_queue_url),
        index_queue=Queue(connect("sqs"), settings.index_queue_url),
        audit_bucket=Bucket(connect("s3"), settings.audit_bucket),
        index_bucket=Bucket(connect("s3"), settings.index_bucket),
        mail_bucket=Bucket(connect("s3"), settings.mail_bucket),
        finder=Function(connect("lambda"), settings.find_function),
        mail_reader=Function(connect("lambda"), settings.read_mail_function),
        directory=CognitoDirectory(connect("cognito-idp"), settings.user_pool_id, settings.user_pool_client_id),
        mailer=_MailerOnFirstUse(connect("sesv2"), settings.configuration_set),
        files=Files(connect("s3"), settings.files_bucket),
        clock=Clock(file=settings.clock_file),
        new_id=new_id,
        numbers=Counter(core, "ticket", FIRST_NUMBER),
        settings=settings,
        parallelism=AT_ONCE,
    )


@lru_cache
def services_on_aws() -> Services:
    """Return the production services, built once per process: a warm function keeps its clients and its block of numbers."""
    return build(client, settings())
