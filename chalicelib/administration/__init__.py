"""Governing the desk over HTTP: teams, categories with their forms, settings, and the log of all that."""
