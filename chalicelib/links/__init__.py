"""Signed links in emails: what people may do without logging in, for a limited time and once."""
