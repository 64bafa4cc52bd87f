"""Private buckets: ministack serves their objects to unsigned requests, unless it enforces IAM."""

from typing import Any

from ministack import app as ministack_app
from ministack.services import s3

Answer = tuple[int, dict[str, str], bytes]


def repair() -> None:
    """Answer 403 to a request without credentials, as with enforced IAM. Forms have their own signature: see `forms`."""
    scope_of = s3._apply_bucket_scope  # noqa: SLF001

    def private(method: str, bucket: str, key: str, *rest: Any) -> Answer | None:
        headers, query, body, internal = rest  # as ministack calls it
        form = method == "POST" and not key
        if bucket and not (internal or form or ministack_app.AUTH):
            owner = s3._bucket_owner_account(bucket)  # noqa: SLF001
            signed = s3._request_access_key(method, key, headers, query, body)  # noqa: SLF001
            if (
                owner is not None
                and not signed
                and not s3._foreign_bucket_allows(  # noqa: SLF001
                    owner, bucket, key, method, query, "", headers
                )
            ):
                refusal: Answer = s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}/{key}")  # noqa: SLF001
                return refusal
        found: Answer | None = scope_of(method, bucket, key, headers, query, body, internal)
        return found

    s3._apply_bucket_scope = private  # noqa: SLF001
