"""Saved replies: words that are said often, with what differs from ticket to ticket filled in."""
