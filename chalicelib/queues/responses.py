"""Responses to bulk changes."""

from typing import Any

from ..configuration import actions as configuration_actions
from ..configuration.model import Configuration
from ..people.model import Caller
from ..plumbing.clock import rfc3339
from ..plumbing.http import problems
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse
from ..plumbing.services import Services
from ..tickets.model import Ticket
from ..tickets.transaction import TicketResult
from . import bulk, views
from .bulk import BulkOutcome
from .forms import Bulk

PROBLEM_FIELDS = ("detail", "errors", "merged_into", "status", "title", "type")
PLAIN = ("status", "priority", "subject", "category", "team", "assignee", "spam")


def bulk_response(
    services: Services, caller: Caller, asked: Bulk, idempotency_key: IdempotencyKey | None
) -> ApiResponse[views.BulkResults]:
    """Run the bulk change and store the response under the key: 2 RT, 2 WRU and 1 more for some four tickets."""
    known = idempotency_key.begin(services.core, services.clock.real()) if idempotency_key else None
    if known:
        return ApiResponse(views.BulkResults.model_validate_json(known), replayed=True)
    configured = configuration_actions.current(services)
    results = [_result(outcome, configured) for outcome in bulk.change_many(services, caller, asked)]
    answer = views.BulkResults(results=results)
    if idempotency_key:
        idempotency_key.finish(services.core, answer.model_dump_json(), services.clock.real())
    return ApiResponse(answer)


def _result(outcome: BulkOutcome, configured: Configuration) -> views.BulkResult:
    if outcome.result is not None:
        ticket = outcome.result.ticket
        return views.BulkResult(
            id=outcome.ticket, status=200, version=ticket.version, before=_before(outcome.result, configured)
        )
    assert outcome.refusal is not None  # noqa: S101 - done or refused
    payload = problems.document(outcome.refusal)
    shown = {name: value for name, value in payload.items() if name in PROBLEM_FIELDS}
    return views.BulkResult(
        id=outcome.ticket, status=payload["status"], version=outcome.refusal.facts.get("version"), problem=shown
    )


def _before(result: TicketResult, configured: Configuration) -> dict[str, Any]:
    """Return the old values of the changed fields in the form of a change."""
    old, new = result.before, result.ticket
    if old is None:
        return {}
    found = {name: getattr(old, name) for name in PLAIN if getattr(old, name) != getattr(new, name)}
    if old.team != new.team:
        found["assignee"] = old.assignee  # changing the team unassigns the ticket, unless an assignee is sent
    if old.tags != new.tags:
        found["tags"] = sorted(old.tags)
    if old.fields != new.fields:
        found["fields"] = _answers(old, new, configured)
    if old.snoozed_until != new.snoozed_until:
        found["snooze"] = rfc3339(old.snoozed_until) if old.snoozed_until else None
    return found


def _answers(old: Ticket, new: Ticket, configured: Configuration) -> dict[str, Any]:
    """Return old form answers that the form still has; null removes an answer that did not exist before."""
    category = configured.category(old.category)
    asked = {field.id for field in category.fields} if category else set()
    return {name: old.fields.get(name) for name in sorted({*old.fields, *new.fields} & asked)}
