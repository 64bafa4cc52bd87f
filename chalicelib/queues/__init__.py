"""Lists of tickets and their numbers: queues, filters, counts."""
