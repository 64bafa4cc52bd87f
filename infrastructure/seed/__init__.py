"""Generates test data of any size: thousands of tickets from a seed, each created by the app's own actions and copied in bulk.

`population` creates the people, `scenarios` the ticket histories, `scratch_client` is the client that a history is recorded
with, `event_replay` converts it to items, and `filling` writes them to a local installation.
"""
