"""Administration over HTTP: teams, categories with their forms, settings, and the audit log."""
