"""S3's POST forms: fields after the file are ignored, and every form must be signed.

ministack also reads fields after the file, so a page that sends the file first works here and fails on AWS. And without
enforced IAM it accepts forms without a signature or with a wrong one.
"""

from typing import Any

from ministack import app as ministack_app
from ministack.core.sigv4 import calculate_signature, signatures_match
from ministack.services import s3

Answer = tuple[int, dict[str, str], bytes]
FILE = "file"


def repair() -> None:
    """Cut every form off after its file; check its signature if ministack does not."""
    parse, post = s3._parse_multipart_form, s3._post_object  # noqa: SLF001

    def up_to_the_file(content_type: str, body: bytes) -> list[tuple[Any, ...]]:
        parts: list[tuple[Any, ...]] = parse(content_type, body)
        at = next((n for n, part in enumerate(parts) if part[0] == FILE), len(parts))
        return parts[: at + 1]

    def signed(bucket_name: str, body: bytes, headers: dict[str, str]) -> Answer:
        if not ministack_app.AUTH:
            parts = up_to_the_file(headers.get("content-type", ""), body)
            refusal = _refusal(
                {part[0].lower(): part[3].decode("utf-8", "replace") for part in parts if part[0] != FILE}
            )
            if refusal:
                return refusal
        answer: Answer = post(bucket_name, body, headers)
        return answer

    s3._parse_multipart_form, s3._post_object = up_to_the_file, signed  # noqa: SLF001


def _refusal(fields: dict[str, str]) -> Answer | None:
    """Return S3's error for a form without a signature, or with one that was not made with the key it names."""
    key, _, scope = fields.get("x-amz-credential", "").partition("/")
    found = s3.resolve_credential(key, s3.get_account_id(), fields.get("x-amz-security-token", "")) if key else None
    if found is None or isinstance(found, s3.CredentialResolutionError):
        return _error("AccessDenied", "Access Denied")
    date, _, rest = scope.partition("/")
    region, policy = rest.partition("/")[0], fields.get("policy", "")
    made = calculate_signature(found.secret_access_key, date, region, "s3", policy)
    if not signatures_match(made, fields.get("x-amz-signature", "")):
        return _error(
            "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."
        )
    return None


def _error(code: str, text: str) -> Answer:
    answer: Answer = s3._error(code, text, 403)  # noqa: SLF001
    return answer
