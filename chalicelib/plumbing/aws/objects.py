"""S3 objects: read completely or in part, written once, replaced with optimistic locking."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..ports import StoredObject

MAX_AT_ONCE = 1_000  # keys in one DeleteObjects
UNCHANGED, MISSING = frozenset({"304", "NotModified"}), frozenset({"404", "NoSuchKey"})
OVERTAKEN = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409", "NoSuchKey", "404"}


class Missing(Exception):  # noqa: N818 - an expected response, not an error
    """There is no such object."""


class Overtaken(Exception):  # noqa: N818 - an expected response, not an error
    """The object was replaced concurrently."""


class Bucket:
    def __init__(self, connect: Callable[[], Any], name: str) -> None:
        self._connect = connect
        self._name = name

    def read(self, key: str, known: str = "") -> StoredObject | None:
        """Read an object; None if its tag is still `known`. One round trip. Raises `Missing`."""
        unless = {"IfNoneMatch": known} if known else {}
        try:
            found = self._connect().get_object(Bucket=self._name, Key=key, **unless)
        except self._refusal as refused:
            if code_of(refused) in UNCHANGED:
                return None
            raise _known(refused) from None
        return StoredObject(found["Body"].read(), found["ETag"])

    def read_part(self, key: str, start: int, size: int) -> bytes:
        """Read `size` bytes of an object from `start` on. One round trip. Raises `Missing`."""
        part = f"bytes={start}-{start + size - 1}"
        try:
            found = self._connect().get_object(Bucket=self._name, Key=key, Range=part)
        except self._refusal as refused:
            raise _known(refused) from None
        body: bytes = found["Body"].read()
        return body

    def write(self, key: str, body: Any) -> None:
        """Write an object under an unused key: bytes, or a file open for reading. One round trip."""
        try:
            self._connect().put_object(Bucket=self._name, Key=key, Body=body, IfNoneMatch="*")
        except self._refusal as refused:
            if code_of(refused) not in OVERTAKEN:  # a retry after a lost response: the object is ours
                raise

    def replace(self, key: str, body: bytes, known: str) -> str:
        """Replace an object that still has the tag `known`; empty if there is none yet. Returns the new tag. One round trip.

        Raises `Overtaken`; also if the response to a first try of this call was lost.
        """
        over = {"IfMatch": known} if known else {"IfNoneMatch": "*"}
        try:
            answer = self._connect().put_object(Bucket=self._name, Key=key, Body=body, **over)
        except self._refusal as refused:
            if code_of(refused) in OVERTAKEN:
                raise Overtaken(key) from None
            raise
        return str(answer["ETag"])

    def move(self, key: str, to: str) -> None:
        """Move an object; if it is missing, it has been moved already. Two round trips."""
        client = self._connect()
        try:
            client.copy_object(Bucket=self._name, Key=to, CopySource={"Bucket": self._name, "Key": key})
        except self._refusal as refused:
            if code_of(refused) not in MISSING:
                raise
        client.delete_object(Bucket=self._name, Key=key)

    def touch(self, key: str) -> None:
        """Rewrite an object unchanged, so that its event notification is sent again. One round trip."""
        itself = {"Bucket": self._name, "Key": key}
        try:
            self._connect().copy_object(**itself, CopySource=itself, MetadataDirective="REPLACE")
        except self._refusal as refused:
            if code_of(refused) not in MISSING:
                raise

    def link(self, key: str, *, name: str, seconds: int) -> str:
        """Return a presigned URL that downloads an object as a file of this plain name. Costs no round trip."""
        asked = {
            "Bucket": self._name,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{name}"',
            "ResponseContentType": "application/octet-stream",
            "ResponseCacheControl": "private, no-store",
        }
        address: str = self._connect().generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        return address

    def names(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Iterate over (key, write time in ms of real time) of every object under a prefix. One round trip per 1,000."""
        for page in self._connect().get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=prefix):
            for each in page.get("Contents", ()):
                yield each["Key"], round(each["LastModified"].timestamp() * 1000)

    def remove(self, keys: Iterable[str]) -> None:
        """Delete objects; missing ones are ignored. One round trip per 1,000."""
        left = list(keys)
        while left:
            batch, left = left[:MAX_AT_ONCE], left[MAX_AT_ONCE:]
            objects = [{"Key": key} for key in batch]
            self._connect().delete_objects(Bucket=self._name, Delete={"Objects": objects, "Quiet": True})

    @property
    def _refusal(self) -> Any:
        return self._connect().exceptions.ClientError


def code_of(refused: Any) -> str:
    """Return S3's error code."""
    return str(refused.response["Error"]["Code"])


def _known(refused: Any) -> Exception:
    known: Exception = Missing(code_of(refused)) if code_of(refused) in MISSING else refused
    return known
