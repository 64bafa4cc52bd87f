"""Local development: the local AWS, the same stack as on AWS, the site, and the front door."""

from .desk import Desk

__all__ = ["Desk"]
