"""Mail in: what somebody wrote by e-mail becomes a ticket, a message in one, or waits in quarantine with a reason."""
