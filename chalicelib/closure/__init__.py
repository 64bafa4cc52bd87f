"""Inactive tickets: reminders, then closing, with advance notice."""
