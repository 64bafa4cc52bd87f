"""Who gets a ticket, and why."""
