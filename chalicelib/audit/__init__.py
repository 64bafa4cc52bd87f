"""Who governed the desk how: the log of admin acts. What happens to tickets is in their own timelines."""
