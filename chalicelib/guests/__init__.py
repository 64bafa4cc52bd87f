"""Guests: tickets from people without an account, once they have confirmed their address."""
