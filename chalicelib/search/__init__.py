"""One box over tickets, what was said in them, and people; filtered by who asks."""
