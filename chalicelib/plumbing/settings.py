"""Every setting the desk reads, and the only module that reads the environment."""

import os
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Settings:
    """What the template tells the functions. Empty where a function is not given a value."""

    core_table: str
    stats_table: str
    live_table: str
    mail_queue_url: str
    routing_queue_url: str
    index_queue_url: str
    index_bucket: str
    find_function: str
    user_pool_id: str
    user_pool_client_id: str
    portal_url: str
    from_address: str
    desk_name: str
    email_limit: int
    source_limit: int
    clock_offset_s: int
    owner_shards: int = 1
    queue_shards: int = 1
    due_shards: int = 1
    files_bucket: str = ""
    mail_bucket: str = ""
    inbound_domain: str = ""
    mail_limit: int = 20
    read_mail_function: str = ""
    upload_limit: int = 100
    configuration_set: str = ""
    mails_per_second: int = 14
    mails_per_ticket: int = 25  # these three in an hour; see `mail.rules.Caps`
    mails_per_person: int = 60
    mails_per_hour: int = 5_000


@lru_cache
def settings() -> Settings:
    """Read on first use, not on import: packaging imports `app` without an environment."""
    read = os.environ.get
    return Settings(
        core_table=read("CORE_TABLE", ""),
        stats_table=read("STATS_TABLE", ""),
        live_table=read("LIVE_TABLE", ""),
        mail_queue_url=read("MAIL_QUEUE_URL", ""),
        routing_queue_url=read("ROUTING_QUEUE_URL", ""),
        files_bucket=read("FILES_BUCKET", ""),
        mail_bucket=read("MAIL_BUCKET", ""),
        read_mail_function=read("READ_MAIL_FUNCTION", ""),
        mail_limit=int(read("MAIL_LIMIT", "20")),
        inbound_domain=read("INBOUND_DOMAIN", "") or read("FROM_ADDRESS", "").rpartition("@")[2],
        index_queue_url=read("INDEX_QUEUE_URL", ""),
        index_bucket=read("INDEX_BUCKET", ""),
        find_function=read("FIND_FUNCTION", ""),
        user_pool_id=read("USER_POOL_ID", ""),
        user_pool_client_id=read("USER_POOL_CLIENT_ID", ""),
        portal_url=read("PORTAL_URL", "").rstrip("/"),
        from_address=read("FROM_ADDRESS", ""),
        desk_name=read("DESK_NAME", "Customer Care"),
        email_limit=int(read("EMAIL_LIMIT", "5")),
        source_limit=int(read("SOURCE_LIMIT", "20")),
        clock_offset_s=int(read("CLOCK_OFFSET_S", "0")),
        upload_limit=int(read("UPLOAD_LIMIT", "100")),
        owner_shards=int(read("OWNER_SHARDS", "1")),
        queue_shards=int(read("QUEUE_SHARDS", "1")),
        due_shards=int(read("DUE_SHARDS", "1")),
        configuration_set=read("CONFIGURATION_SET", ""),
        mails_per_second=int(read("MAILS_PER_SECOND", "14")),
        mails_per_ticket=int(read("MAILS_PER_TICKET", "25")),
        mails_per_person=int(read("MAILS_PER_PERSON", "60")),
        mails_per_hour=int(read("MAILS_PER_HOUR", "5000")),
    )
