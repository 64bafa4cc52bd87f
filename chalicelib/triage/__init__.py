"""Getting tickets out of the way or into sight: snooze, spam, followers."""
