"""An organisation's configuration: teams and categories."""
