"""Ticket lists and counts: queues, filters, views."""
