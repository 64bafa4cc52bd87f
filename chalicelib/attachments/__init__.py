"""Attachments: uploaded directly to storage, scanned, and downloaded by those who may read their message."""
