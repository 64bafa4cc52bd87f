"""Requests for help and everything said in them."""
