"""Why a file was refused, in every language."""

import pytest

from chalicelib.attachments.model import RejectionReason
from chalicelib.attachments.views import reason_text
from chalicelib.plumbing.i18n import LANGUAGES


@pytest.mark.parametrize("reason", RejectionReason)
def test_every_reason_has_a_text_in_every_language(reason: RejectionReason) -> None:
    texts = {reason_text(reason, language) for language in LANGUAGES}

    assert len(texts) == len(LANGUAGES)
