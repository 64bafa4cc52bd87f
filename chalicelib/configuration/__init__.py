"""What an organisation sets up: teams and categories."""
