"""The local AWS: ministack, plus what a desk that is meant to be kept needs on top.

Runs in an environment of its own (`.venv/aws`), since ministack pins its botocore; nothing else imports it.
Each module repairs one place where the emulator is laxer or more forgetful than the service it stands for.
"""
