"""What callers see of uploads."""

from ..plumbing.fields import Value
from ..plumbing.i18n import format_text
from ..plumbing.ports import Post
from .model import AttachmentState, RejectionReason, Upload


class UploadView(Value):
    """An upload. `reason`: why it was rejected, in the reader's language."""

    id: str
    name: str
    size: int  # bytes
    type: str
    state: AttachmentState
    reason: str | None


class PostView(Value):
    """Where to send the file: all `fields` unchanged, then the file as `file`, as multipart/form-data to `url`.

    Responds with 201.
    """

    url: str
    fields: dict[str, str]
    expires_in: int  # seconds


class OfferView(Value):
    """A new upload. Use `id` in a message's `attachments`, before or after the file is uploaded."""

    id: str
    attachment: UploadView
    post: PostView


class FileLinkView(Value):
    """A link to the file, valid for `expires_in` seconds."""

    url: str
    expires_in: int


def upload_view(upload: Upload, language: str) -> UploadView:
    return UploadView(
        id=upload.id,
        name=upload.name,
        size=upload.size,
        type=upload.type,
        state=upload.state,
        reason=reason_text(upload.reason, language) if upload.reason else None,
    )


def offer_view(upload: Upload, post: Post, seconds: int, language: str) -> OfferView:
    return OfferView(
        id=upload.id,
        attachment=upload_view(upload, language),
        post=PostView(url=post.url, fields=dict(post.fields), expires_in=seconds),
    )


def reason_text(reason: RejectionReason, language: str) -> str:
    return format_text(language, f"attachment-refused-{reason}")
