"""Clients for AWS or for the local AWS: the tools take an `Aws` and work the same with both."""

from functools import lru_cache
from typing import Any

STACK = "customer-care-registry"


def stack_name(stage: str) -> str:
    """Return the name of a stage's CloudFormation stack."""
    return f"{STACK}-{stage}"


class Aws:
    """One account and region, or the local AWS if `endpoint` is given."""

    def __init__(self, endpoint: str | None = None, region: str | None = None) -> None:
        import boto3

        self._session: Any
        self.endpoint = endpoint
        key = "test" if endpoint else None
        self._session = boto3.Session(region_name=region, aws_access_key_id=key, aws_secret_access_key=key)
        self._client = lru_cache(maxsize=None)(self._make)

    @property
    def region(self) -> str:
        """Return the region: the one given, else that of the AWS configuration, else the empty string."""
        return self._session.region_name or ""

    @property
    def has_credentials(self) -> bool:
        """Whether the usual sources (environment, profile, role) provide credentials."""
        return self._session.get_credentials() is not None

    def client(self, service: str) -> Any:
        """Return the boto3 client of a service; created once, thread-safe."""
        return self._client(service)

    def account(self) -> str:
        """Return the account number from STS; raises botocore's errors if the credentials are invalid."""
        number: str = self.client("sts").get_caller_identity()["Account"]
        return number

    def _make(self, service: str) -> Any:
        from botocore.config import Config

        settings = Config(
            retries={"mode": "standard", "total_max_attempts": 5},
            max_pool_connections=40,
            s3={"addressing_style": "path" if self.endpoint else "auto"},
            read_timeout=120,
        )
        return self._session.client(service, endpoint_url=self.endpoint, config=settings)
