"""The local AWS: ministack, with additions for a persistent installation.

Runs in its own environment (`.venv/aws`), because ministack pins its botocore; nothing else imports it.
Each module fixes one difference between the emulator and the service, where it is less strict or loses data.
"""
