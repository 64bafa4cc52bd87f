"""The variables of saved replies, and filling them in for a ticket. Pure: facts in, text out.

Values from customers (names, form answers) are inserted as plain text: they can be neither markup nor another variable.
Ticket data that only agents see has no variable, because replies are public.
"""

import re
from collections.abc import Mapping

from ..configuration.model import Category, Configuration, FieldKind, FormField
from ..configuration.rules import Answer
from ..plumbing.errors import Invalid
from ..plumbing.markup import literal
from ..tickets.model import Ticket

VARIABLE = re.compile(r"\{\{([^{}\n]{0,80})\}\}")
ALWAYS = (
    "customer.name",
    "customer.first_name",
    "agent.name",
    "ticket.number",
    "ticket.subject",
    "ticket.link",
    "desk.name",
)
AS_THEY_ARE = frozenset({"ticket.link"})
"""Values made by the app that must stay links."""
CHECKMARK = "✓"


def variables(configured: Configuration) -> list[str]:
    """Return all variables: those of every ticket, and the form fields visible to customers."""
    fields = {field.id for category in configured.categories for field in category.fields if field.for_customers}
    return [*ALWAYS, *(f"field.{field}" for field in sorted(fields))]


def check(body: str, configured: Configuration) -> None:
    """Raise `Invalid` for an unknown variable."""
    known = variables(configured)
    for found in VARIABLE.finditer(body):
        if found[1].strip() not in known:
            there = ", ".join(f"{{{{{name}}}}}" for name in known)
            raise Invalid.field("body", f"There is no variable “{found[0]}”. There are: {there}.")


def values(ticket: Ticket, agent: str, desk: str, portal: str, configured: Configuration) -> dict[str, str]:
    """Return the variables that have a value for this ticket. Choices are in the ticket's language."""
    name = ticket.requester_name
    found = {
        "customer.name": name,
        "customer.first_name": name if "@" in name else name.partition(" ")[0],
        "agent.name": agent,
        "ticket.number": ticket.id,
        "ticket.subject": ticket.subject,
        "ticket.link": f"{portal}/ticket.html?id={ticket.id}",
        "desk.name": desk,
    }
    return found | _answers(ticket, configured.category(ticket.category))


def fill(body: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Replace every variable once; also return the variables without a value, which become empty."""
    text, reached, missing = "", 0, []
    for found in VARIABLE.finditer(body):
        name = found[1].strip()
        text += body[reached : found.start()]
        reached = found.end()
        if not values.get(name):
            missing.append(name)
        else:
            text += values[name] if name in AS_THEY_ARE else literal(values[name], text)
    return text + body[reached:], list(dict.fromkeys(missing))


def _answers(ticket: Ticket, category: Category | None) -> dict[str, str]:
    fields = [field for field in category.fields if field.for_customers] if category else []
    language = ticket.language.partition("-")[0]
    return {
        f"field.{each.id}": _answer(each, ticket.fields[each.id], language)
        for each in fields
        if each.id in ticket.fields
    }


def _answer(field: FormField, answer: Answer, language: str) -> str:
    if isinstance(answer, bool):
        return CHECKMARK if answer else ""
    names = {option.id: option.name(language) for option in field.options} if field.kind is FieldKind.CHOICE else {}
    return names.get(answer, answer)
