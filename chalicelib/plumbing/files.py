"""S3: files go to it and come from it past the desk, by addresses that the desk signs for one file and a short time."""

from collections.abc import Callable, Mapping
from typing import Any

from .objects import MISSING, code_of
from .services import Post

ENCRYPTION = "AES256"
"""S3's own keys: nothing to pay while the desk is idle, and no right to a key for every function that signs."""
THERE_ALREADY = "PreconditionFailed"
BEING_WRITTEN = "ConditionalRequestConflict"


class Files:
    """One private bucket. Signing costs no round trip."""

    def __init__(self, connect: Callable[[], Any], name: str) -> None:
        self._connect = connect
        self._name = name

    def offer(self, key: str, *, size: int, type: str, facts: Mapping[str, str], seconds: int) -> Post:  # noqa: A002
        """What a browser needs to put exactly this file at exactly this place.

        Every field is a condition as well, so that none can be changed, and S3 refuses any that is added.
        """
        fields = {
            "Content-Type": type, "x-amz-server-side-encryption": ENCRYPTION, "success_action_status": "201",
            **{f"x-amz-meta-{name}": value for name, value in facts.items()},
        }  # fmt: skip
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", size, size])
        signed = self._connect().generate_presigned_post(
            self._name, key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
        )
        return Post(url=signed["url"], fields=signed["fields"])

    def link(self, key: str, *, disposition: str, type: str, seconds: int) -> str:  # noqa: A002
        """An address that hands out one file for some seconds, with these headers and no others."""
        asked = {
            "Bucket": self._name, "Key": key, "ResponseContentDisposition": disposition, "ResponseContentType": type,
            "ResponseCacheControl": "private, no-store",
        }  # fmt: skip
        address: str = self._connect().generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        return address

    def read(self, key: str, most: int) -> bytes | None:
        """A whole file, if it has at most so many bytes; one more than that of a larger one, so that it is known for one.

        None for what is not there. One round trip.
        """
        client = self._connect()
        try:
            found = client.get_object(Bucket=self._name, Key=key)
        except client.exceptions.ClientError as refusal:
            if code_of(refusal) in MISSING:
                return None
            raise
        content: bytes = found["Body"].read(most + 1)
        return content

    def keep(self, key: str, content: bytes, *, type: str, facts: Mapping[str, str]) -> bool:  # noqa: A002
        """Write a file where there is none. False if there is one: it stays as it is. One round trip."""
        client = self._connect()
        try:
            client.put_object(
                Bucket=self._name, Key=key, Body=content, ContentType=type, ServerSideEncryption=ENCRYPTION,
                Metadata=dict(facts), IfNoneMatch="*",
            )  # fmt: skip
        except client.exceptions.ClientError as refusal:
            if code_of(refusal) in {THERE_ALREADY, BEING_WRITTEN}:
                return False
            raise
        return True

    def facts(self, key: str) -> dict[str, str] | None:
        """What was written down with a file; None for what is not there. One round trip."""
        client = self._connect()
        try:
            found: dict[str, str] = client.head_object(Bucket=self._name, Key=key)["Metadata"]
        except client.exceptions.ClientError as refusal:
            if code_of(refusal) in MISSING:
                return None
            raise
        return found

    def remove(self, key: str) -> None:
        """Forget a file; one that is not there is forgotten already. One round trip."""
        self._connect().delete_object(Bucket=self._name, Key=key)
