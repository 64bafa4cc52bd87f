"""Customers as agents see them: found, read, noted down. A closed team's customer is unknown to everybody else."""
