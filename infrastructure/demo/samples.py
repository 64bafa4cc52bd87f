"""Further demo data: saved replies, and merged, snoozed and spam tickets. Idempotent."""

from chalicelib.plumbing.clock import DAY, HOUR, MINUTE
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.replies import actions as replies_actions
from chalicelib.replies.forms import NewReply
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.forms import NewTicket
from chalicelib.tickets.model import Spam, Ticket
from chalicelib.triage import actions as triage_actions

from . import playing
from .people import AGENTS, CUSTOMERS, Player

LEAD = next(agent for agent in AGENTS if agent.name == "Leila Haddad").caller
GRACE, TOM, HANNAH = CUSTOMERS[:3]

REPLIES = (
    NewReply(
        name="Ask for a photo",
        shared=True,
        body="Hello {{customer.first_name}},\n\ncould you send us a photo of plant and soil? Attach it to your answer.",
    ),
    NewReply(
        name="On its way",
        shared=True,
        team="orders",
        body="Hello {{customer.first_name}},\n\nyour parcel has left us today. The carrier usually needs **two to three days**.",
    ),
    NewReply(
        name="Refund is booked",
        shared=True,
        team="billing",
        body="Hello {{customer.first_name}},\n\nyour refund is booked; banks take up to five working days to show it.",
    ),
    NewReply(
        name="Watering in winter",
        shared=True,
        team="support",
        body="In winter most plants want **less water**:\n\n- let the top of the soil dry\n- no feeding until March",
    ),
    NewReply(
        name="Foto erbeten",
        shared=True,
        language="de",
        body="Hallo {{customer.first_name}},\n\nkönnten Sie uns ein Foto der Pflanze schicken? Hängen Sie es einfach an.",
    ),
)


def add_samples(services: Services, ends_at: int) -> None:
    """Create everything as the support team's lead, in the last hours before `ends_at`."""
    for reply in REPLIES:
        replies_actions.add(
            services, LEAD, reply, IdempotencyKey.of(reply.name, reply.model_dump_json().encode(), "demo-replies")
        )
    past = playing.history_services(services, playing.HistoryClock(ends_at - 3 * HOUR))
    first = _create(past, GRACE, "My password is not accepted", "I changed my address, and now I cannot log in.")
    again = _create(past, GRACE, "Still cannot log in", "Same as this morning: **wrong password**, it says.")
    spam = _create(past, TOM, "Ten thousand followers for your shop", "Best price, write us today!")
    spring = _create(past, HANNAH, "Variegated monstera", "Will you have it again in spring? I can wait.")
    past = playing.history_services(services, playing.HistoryClock(ends_at - 2 * HOUR))
    if not again.out_of_queue:
        relations_actions.merge(past, LEAD, again.id, first.id, again.version)
    if not spam.out_of_queue:
        triage_actions.mark_spam(past, LEAD, spam.id, Spam.SPAM, spam.version)
    if not spring.out_of_queue:
        triage_actions.snooze(past, LEAD, spring.id, ends_at + 3 * DAY - ends_at % MINUTE, spring.version)


def _create(services: Services, customer: Player, subject: str, body: str) -> Ticket:
    new = NewTicket(subject=subject, body=body, category="account", language=customer.language)
    idempotency_key = IdempotencyKey.of(subject, new.model_dump_json().encode(), "demo-touches")
    made = tickets_actions.create(services, customer.caller, new, idempotency_key).ticket
    return tickets_transaction.ticket_for(services, LEAD, made.id)
