"""Incoming emails: each becomes a ticket or a message in one, or is held in quarantine with a reason."""
