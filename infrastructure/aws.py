"""Clients of AWS or of the local AWS: the tools below take an `Aws` and do not ask which one it is."""

from functools import lru_cache
from typing import Any

STACK = "customer-care-registry"


def stack_name(stage: str) -> str:
    """The name of a stage's CloudFormation stack."""
    return f"{STACK}-{stage}"


class Aws:
    """One account and region, or the local AWS when `endpoint` is given."""

    def __init__(self, endpoint: str | None = None, region: str | None = None) -> None:
        import boto3

        self._session: Any
        self.endpoint = endpoint
        key = "test" if endpoint else None
        self._session = boto3.Session(region_name=region, aws_access_key_id=key, aws_secret_access_key=key)
        self._client = lru_cache(maxsize=None)(self._make)

    @property
    def region(self) -> str:
        """The region in force: the one given, else what the AWS configuration says, else the empty string."""
        return self._session.region_name or ""

    @property
    def has_credentials(self) -> bool:
        """Whether the usual places (environment, profile, role) hold credentials."""
        return self._session.get_credentials() is not None

    def client(self, service: str) -> Any:
        """The boto3 client of a service; made once, safe to use from several threads."""
        return self._client(service)

    def account(self) -> str:
        """The account's number, asked of STS; raises botocore's errors when the credentials are not good."""
        number: str = self.client("sts").get_caller_identity()["Account"]
        return number

    def _make(self, service: str) -> Any:
        from botocore.config import Config

        settings = Config(
            retries={"mode": "standard", "total_max_attempts": 5}, max_pool_connections=40,
            s3={"addressing_style": "path" if self.endpoint else "auto"}, read_timeout=120,
        )  # fmt: skip
        return self._session.client(service, endpoint_url=self.endpoint, config=settings)
