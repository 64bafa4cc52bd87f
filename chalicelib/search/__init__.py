"""Search over tickets, their messages, and people; results are filtered by the caller's permissions."""
