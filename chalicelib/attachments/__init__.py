"""Files that people send along: uploaded past the desk, checked, and handed out to whoever may read their message."""
