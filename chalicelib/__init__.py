"""The help desk: one folder a noun, the same file names in each. `app.py` shows every way in."""

VERSION = "0.2.0"
"""The first version heading of CHANGELOG.md; a test holds the two together."""
