"""The outbox: one row for each mail, in the table of what lives briefly."""

from ..plumbing.clock import DAY, SECOND
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.services import Services
from .model import Notice, Row, State

KEPT_MS = 30 * DAY  # longer than any queue keeps a message
CLAIMABLE = "attribute_not_exists(#pk) OR #state = :waiting OR #claim = :over"
NOBODY = "-"


def claim(services: Services, notice: Notice, claim: str, over: str = NOBODY) -> Row | None:
    """Take the mail for the try `claim`. Gives the row that stood in the way, or None when it is ours.

    `over` names a claim that may be replaced. One round trip, one write unit.
    """
    now = services.clock.real()
    row = Row(state=State.SENDING, claim=claim, claimed_at=now)
    item = {"pk": _pk(notice), "sk": "#", **row.model_dump(), "ttl": (now + KEPT_MS) // SECOND}
    try:
        services.live.write(services.live.put(item, CLAIMABLE, show=True, waiting=State.WAITING, over=over))
    except ConditionFailed as failed:
        found = Row.model_validate(failed.items[0])
        return None if found.claim == claim else found  # ours: the first answer to this very write was lost
    return None


def settle(services: Services, notice: Notice, claim: str, state: State, answer: str) -> None:
    """Write down how the try `claim` ended; `answer` is the provider's id or code. One round trip, one write unit.

    Raises `ConditionFailed` when the row is another try's by now.
    """
    update = "SET #state = :state, #answer = :answer"
    ours = "#claim = :claim"
    change = services.live.change(_pk(notice), "#", update, ours, state=state, answer=answer, claim=claim)
    services.live.write(change)


def _pk(notice: Notice) -> str:
    return f"OB#{notice.ticket}#{notice.rev}#{notice.kind}#{notice.to}"
