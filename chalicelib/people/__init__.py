"""Customers, agents and admins: profiles, authentication and preferences."""
