"""Stale tickets: reminders, then closing, with fair warning."""
