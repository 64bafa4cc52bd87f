"""Saved replies: frequently used texts, with variables for the details of each ticket."""
