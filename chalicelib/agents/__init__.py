"""Agent administration: invitations, rights, skills, absences. Ticket handling is elsewhere."""
