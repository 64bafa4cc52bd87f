"""Those who work here: inviting, rights, skills, absences. What they do with tickets is elsewhere."""
