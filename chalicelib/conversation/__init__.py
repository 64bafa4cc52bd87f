"""What people say in a ticket: messages, notes, the timeline, undo send, presence, downloads."""
