"""What tickets have to do with each other: merged, split, linked."""
