"""Tickets and their conversations."""
