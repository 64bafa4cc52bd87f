"""Signed links in mails: what somebody may do without signing in, for a while and once."""
