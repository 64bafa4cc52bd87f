"""Everything without help-desk words; the only code that knows AWS."""
