"""File storage in S3. Clients upload and download directly, with short-lived presigned URLs for one file each."""

from collections.abc import Callable, Mapping
from typing import Any

from ..ports import Post
from .objects import MISSING, code_of

ENCRYPTION = "AES256"
"""S3-managed keys: no fixed cost, and functions that sign need no permission for a key."""
THERE_ALREADY = "PreconditionFailed"
BEING_WRITTEN = "ConditionalRequestConflict"


class Files:
    """One private bucket. Signing costs no round trip."""

    def __init__(self, connect: Callable[[], Any], name: str) -> None:
        self._connect = connect
        self._name = name

    def offer(self, key: str, *, size: int, type: str, facts: Mapping[str, str], seconds: int) -> Post:  # noqa: A002
        """Return a presigned form for uploading exactly this file to exactly this key.

        Every field is also a condition, so that none can be changed, and S3 rejects additional ones.
        """
        fields = {
            "Content-Type": type,
            "x-amz-server-side-encryption": ENCRYPTION,
            "success_action_status": "201",
            **{f"x-amz-meta-{name}": value for name, value in facts.items()},
        }
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", size, size])
        signed = self._connect().generate_presigned_post(
            self._name, key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
        )
        return Post(url=signed["url"], fields=signed["fields"])

    def link(self, key: str, *, disposition: str, type: str, seconds: int) -> str:  # noqa: A002
        """Return a presigned download URL for one file with exactly these response headers."""
        asked = {
            "Bucket": self._name,
            "Key": key,
            "ResponseContentDisposition": disposition,
            "ResponseContentType": type,
            "ResponseCacheControl": "private, no-store",
        }
        address: str = self._connect().generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        return address

    def read(self, key: str, limit: int) -> bytes | None:
        """Read a file, at most `most` + 1 bytes of it, so that a larger file can be recognised.

        None if there is no file. One round trip.
        """
        client = self._connect()
        try:
            found = client.get_object(Bucket=self._name, Key=key)
        except client.exceptions.ClientError as refusal:
            if code_of(refusal) in MISSING:
                return None
            raise
        content: bytes = found["Body"].read(limit + 1)
        return content

    def keep(self, key: str, content: bytes, *, type: str, facts: Mapping[str, str]) -> bool:  # noqa: A002
        """Write a file unless it exists. False if it exists: the file then stays unchanged. One round trip."""
        client = self._connect()
        try:
            client.put_object(
                Bucket=self._name,
                Key=key,
                Body=content,
                ContentType=type,
                ServerSideEncryption=ENCRYPTION,
                Metadata=dict(facts),
                IfNoneMatch="*",
            )
        except client.exceptions.ClientError as refusal:
            if code_of(refusal) in {THERE_ALREADY, BEING_WRITTEN}:
                return False
            raise
        return True

    def facts(self, key: str) -> dict[str, str] | None:
        """Return a file's metadata, or None if there is no file. One round trip."""
        client = self._connect()
        try:
            found: dict[str, str] = client.head_object(Bucket=self._name, Key=key)["Metadata"]
        except client.exceptions.ClientError as refusal:
            if code_of(refusal) in MISSING:
                return None
            raise
        return found

    def remove(self, key: str) -> None:
        """Delete a file; a missing one is ignored. One round trip."""
        self._connect().delete_object(Bucket=self._name, Key=key)
