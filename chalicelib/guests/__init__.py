"""Guests: tickets from people without an account, after they have confirmed their address."""
