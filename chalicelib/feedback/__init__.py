"""Customer satisfaction: one request after a ticket is solved, and a follow-up if the rating is low."""
