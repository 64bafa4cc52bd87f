"""Automatic assignment of tickets, with the reason."""
