"""When people write: agents in working hours, customers while awake, and less at weekends."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chalicelib.plumbing.clock import MINUTE

from .people import SHOP_ZONE

SUNDAY = 6
OPEN = {5: (time(10), time(14))}  # Saturdays; closed on Sundays
WEEKDAY = (time(8, 30), time(18, 30))
WAKING_HOURS = (time(7, 15), time(23, 15))


def working(at: int) -> int:
    """Return the latest working time of agents that is not after `at`."""
    moment = _local(at, SHOP_ZONE)
    while moment.weekday() == SUNDAY or moment.time() < _shift(moment)[0]:
        moment = _end_of_day_before(moment)
    _, end = _shift(moment)
    if moment.time() <= end:
        return _ms(moment)
    return _ms(moment.replace(hour=end.hour, minute=end.minute) - timedelta(minutes=moment.minute))


def in_waking_hours(at: int, time_zone: str) -> int:
    """Return the latest time not after `at` at which people in that time zone are awake."""
    moment = _local(at, time_zone)
    start, end = WAKING_HOURS
    if moment.time() < start:
        moment = _end_of_day_before(moment)
    if moment.time() > end:
        moment = moment.replace(hour=end.hour, minute=0) - timedelta(minutes=moment.minute)
    return _ms(moment)


def asked(at: int, time_zone: str, chance: random.Random) -> int:
    """Return a time around `at` at which a customer writes: awake, and seldom at weekends."""
    moment = in_waking_hours(at, time_zone)
    if _local(moment, time_zone).weekday() >= SUNDAY - 1 and chance.random() < 0.5:  # noqa: PLR2004 - one in two
        moment = in_waking_hours(moment - 2 * 24 * 60 * MINUTE, time_zone)
    return moment


def _shift(moment: datetime) -> tuple[time, time]:
    return OPEN.get(moment.weekday(), WEEKDAY)


def _end_of_day_before(moment: datetime) -> datetime:
    return (moment - timedelta(days=1)).replace(hour=23, minute=moment.minute)


def _local(at: int, time_zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(time_zone))


def _ms(moment: datetime) -> int:
    return round(moment.astimezone(UTC).timestamp() * 1000)
