"""Generates test data of any size: thousands of tickets from a seed, each created by the app's own actions and copied in bulk.

`crowd` creates the people, `stories` the ticket histories, `pad` is the scratch client that a history is recorded with,
`telling` converts it to items, and `filling` writes them to a local installation.
"""
