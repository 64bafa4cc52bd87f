"""Samples: short texts that agents add, find page by page, change and delete."""
