"""DynamoDB streams as Lambda reads them on AWS.

ministack 1.5 persists each mapping's position over a restart, but not the records: after one, nothing is delivered
until as many new records exist as had been read before. It also treats a batch as processed when the handler reports failed
records, and never gives up on a batch that fails. This module fixes all three.
"""

import copy
import logging
import time
from typing import Any

from ministack.core.arn import ArnParseError, parse_arn
from ministack.services import dynamodb, lambda_svc

Json = dict[str, Any]

FOREVER = -1
log = logging.getLogger("desk.streams")
_attempts: dict[str, tuple[int, int]] = {}  # mapping -> (position, failed tries there)
_widths: dict[str, int] = {}  # mapping -> records to try next, while a bad batch is being halved


def repair() -> None:
    """Replace ministack's poller and persist the records with their table."""
    _keep_records()
    lambda_svc._poll_dynamodb_streams = poll  # noqa: SLF001


def _keep_records() -> None:
    get, load = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state() -> Json:
        records = copy.deepcopy(dynamodb._stream_records)  # noqa: SLF001
        trimmed = copy.deepcopy(dynamodb._stream_trimmed)  # noqa: SLF001
        counter = dynamodb._stream_seq_counter  # noqa: SLF001
        return {**get(), "desk_streams": {"records": records, "trimmed": trimmed, "counter": counter}}

    def load_persisted_state(data: Json) -> None:
        load(data)
        saved = data.get("desk_streams")
        if saved:
            dynamodb._stream_records.update(saved["records"])  # noqa: SLF001
            dynamodb._stream_trimmed.update(saved["trimmed"])  # noqa: SLF001
            dynamodb._stream_seq_counter = saved["counter"]  # noqa: SLF001

    dynamodb.get_state, dynamodb.load_persisted_state = get_state, load_persisted_state


def poll() -> bool:
    """Poll all stream mappings once; True if any of them advanced."""
    advanced = False
    for account, region, mapping in lambda_svc._iter_all_esms():  # noqa: SLF001
        account_token = lambda_svc._request_account_id.set(account)  # noqa: SLF001
        region_token = lambda_svc._request_region.set(region)  # noqa: SLF001
        try:
            advanced = _poll_one(mapping) or advanced
        finally:
            lambda_svc._request_account_id.reset(account_token)  # noqa: SLF001
            lambda_svc._request_region.reset(region_token)  # noqa: SLF001
    return advanced


def _poll_one(mapping: Json) -> bool:
    """Pass the next batch of one mapping to its function; True if the mapping advanced."""
    table_name = table_of(mapping)
    if table_name is None or lambda_svc._esm_backoff_until.get(mapping["UUID"], 0) > time.time():  # noqa: SLF001
        return False
    function, _config = lambda_svc._get_func_record_for_qualifier(  # noqa: SLF001
        mapping["FunctionName"], mapping.get("Qualifier")
    )
    position = position_of(mapping, table_name)
    width = _widths.get(mapping["UUID"]) or mapping.get("BatchSize", 100)
    raw = dynamodb.stream_records_since(table_name, position, width)
    if function is None or not raw:
        return False
    wanted = lambda_svc._apply_filter_criteria(list(raw), mapping)  # noqa: SLF001
    if not wanted:
        _move(mapping, position + len(raw))
        return True
    result = lambda_svc._execute_function(function, {"Records": wanted})  # noqa: SLF001
    return _after(mapping, function, raw, wanted, position, result)


def _after(mapping: Json, function: Json, raw: list[Json], wanted: list[Json], position: int, result: Json) -> bool:
    """Move past the processed records; return whether there are any."""
    failed = _first_failed(mapping, wanted, result)
    if failed is None:
        _move(mapping, position + len(raw))
        mapping["LastProcessingResult"] = f"OK - {len(wanted)} records"
        return True
    mapping["LastProcessingResult"] = "FAILED"
    log.warning("%s failed on a record of the stream: %s", mapping["FunctionName"], result.get("body"))
    good = next(index for index, record in enumerate(raw) if _sequence(record) == _sequence(wanted[failed]))
    if good:
        _move(mapping, position + good)
        return True
    return _try_again_or_give_up(mapping, function, raw, wanted, position, result)


def table_of(mapping: Json) -> str | None:
    """Return the table whose stream a mapping reads; None for queues and for a disabled mapping."""
    if not mapping.get("Enabled", True):
        return None
    try:
        source = parse_arn(mapping.get("EventSourceArn", ""))
    except ArnParseError:
        return None
    if source.service != "dynamodb":
        return None
    found = lambda_svc._dynamodb_stream_table_from_arn_spec(source)  # noqa: SLF001
    table = dynamodb._tables.get(found[0]) if found else None  # noqa: SLF001
    if not table or table.get("LatestStreamArn") != mapping["EventSourceArn"]:
        return None
    name: str = found[0]
    return name


def position_of(mapping: Json, table_name: str) -> int:
    """Return the mapping's position."""
    oldest = dynamodb.stream_start_position(table_name)
    newest = dynamodb.stream_end_position(table_name)
    start = oldest if mapping.get("StartingPosition") == "TRIM_HORIZON" else newest
    with lambda_svc._dynamodb_stream_positions_lock:  # noqa: SLF001
        position: int = lambda_svc._dynamodb_stream_positions.setdefault(mapping["UUID"], start)  # noqa: SLF001
    return position if position > oldest else int(oldest)


def _move(mapping: Json, position: int) -> None:
    with lambda_svc._dynamodb_stream_positions_lock:  # noqa: SLF001
        lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = position  # noqa: SLF001
    lambda_svc._esm_backoff_until.pop(mapping["UUID"], None)  # noqa: SLF001
    _attempts.pop(mapping["UUID"], None)
    _widths.pop(mapping["UUID"], None)


def _first_failed(mapping: Json, wanted: list[Json], result: Json) -> int | None:
    """Return the index of the first failed record; None if there is none."""
    if result.get("error"):
        return 0
    body = result.get("body")
    if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []) or not isinstance(body, dict):
        return None
    failures = {item.get("itemIdentifier") for item in body.get("batchItemFailures") or []}
    if failures & {None, ""}:  # as on AWS: an empty name fails the whole batch
        return 0
    return next((index for index, record in enumerate(wanted) if _sequence(record) in failures), None)


def _try_again_or_give_up(
    mapping: Json, function: Json, raw: list[Json], wanted: list[Json], position: int, result: Json
) -> bool:
    """Handle a batch whose first record failed: halve the batch, retry it later, or send it to the failure destination."""
    key = mapping["UUID"]
    if mapping.get("BisectBatchOnFunctionError") and len(raw) > 1:
        _widths[key] = (len(raw) + 1) // 2
        return True
    tries = _attempts.get(key, (position, 0))
    count = tries[1] + 1 if tries[0] == position else 1
    limit = mapping.get("MaximumRetryAttempts", FOREVER)
    if limit != FOREVER and limit is not None and count > int(limit):
        lambda_svc._send_ddb_stream_failure_record(  # noqa: SLF001
            mapping, function, wanted, mapping["EventSourceArn"], result, "RetryAttemptsExhausted"
        )
        _move(mapping, position + len(raw))
        return True
    _attempts[key] = (position, count)
    lambda_svc._esm_backoff_until[key] = time.time() + min(2.0**count / 4, 30)  # noqa: SLF001
    return False


def _sequence(record: Json) -> str:
    return str(record.get("dynamodb", {}).get("SequenceNumber", ""))
