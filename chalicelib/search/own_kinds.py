"""The built-in searchable kinds: one row each, for slices that lie below the search. Other slices register their own."""

from . import people_documents, ticket_documents
from .model import PEOPLE, TICKETS
from .specs import DocumentSpec, register

register(TICKETS, DocumentSpec(ticket_documents.look_up, ticket_documents.TicketCollector, ticket_documents.search))
register(PEOPLE, DocumentSpec(people_documents.look_up, people_documents.collector, people_documents.search))
