"""Tickets: their fields, events, life cycle and timers, who may see them, and the transaction that changes them."""
