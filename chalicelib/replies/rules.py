"""Variables: which there are, and how a reply reads for one ticket. Facts in, text out.

What a customer is called, or has filled in, is put in as text: it can be neither mark-up nor another variable. What agents
alone see of a ticket has no variable, since a reply goes out.
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
    "customer.name", "customer.first_name", "agent.name", "ticket.number", "ticket.subject", "ticket.link", "desk.name",
)  # fmt: skip
AS_THEY_ARE = frozenset({"ticket.link"})
"""Made by the desk, to be a link."""
TICKED = "✓"


def variables(configured: Configuration) -> list[str]:
    """All there are: what every ticket has, and the fields that customers fill in."""
    fields = {field.id for category in configured.categories for field in category.fields if field.for_customers}
    return [*ALWAYS, *(f"field.{field}" for field in sorted(fields))]


def check(body: str, configured: Configuration) -> None:
    """Raises `Invalid` for a variable that there is not."""
    known = variables(configured)
    for found in VARIABLE.finditer(body):
        if found[1].strip() not in known:
            there = ", ".join(f"{{{{{name}}}}}" for name in known)
            raise Invalid.field("body", f"There is no variable “{found[0]}”. There are: {there}.")


def values(ticket: Ticket, agent: str, desk: str, portal: str, configured: Configuration) -> dict[str, str]:
    """The variables that have a value for this ticket. Choices read in the ticket's language."""
    name = ticket.requester_name
    found = {
        "customer.name": name, "customer.first_name": name if "@" in name else name.partition(" ")[0], "agent.name": agent,
        "ticket.number": ticket.id, "ticket.subject": ticket.subject, "ticket.link": f"{portal}/ticket.html?id={ticket.id}",
        "desk.name": desk,
    }  # fmt: skip
    return found | _answers(ticket, configured.category(ticket.category))


def filled(body: str, told: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text with every variable replaced once, and the variables that have no value: nothing stands in their place."""
    text, reached, missing = "", 0, []
    for found in VARIABLE.finditer(body):
        name = found[1].strip()
        text += body[reached : found.start()]
        reached = found.end()
        if not told.get(name):
            missing.append(name)
        else:
            text += told[name] if name in AS_THEY_ARE else literal(told[name], text)
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
        return TICKED if answer else ""
    names = {option.id: option.name(language) for option in field.options} if field.kind is FieldKind.CHOICE else {}
    return names.get(answer, answer)
