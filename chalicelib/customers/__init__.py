"""The customer directory for agents. Customers of a closed team are visible only to those who may read that team."""
