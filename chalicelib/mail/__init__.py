"""Mails to people: whom to tell of what, what the mail says, and that it leaves once."""
