"""Email notifications: who is notified of what, the text, and sending each email once."""
