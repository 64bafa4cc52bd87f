"""Feedback: asked for once after a ticket is solved, and acted upon when it is bad."""
