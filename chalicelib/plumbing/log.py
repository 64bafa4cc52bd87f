"""JSON log lines on standard output; they never contain a message body, an address or a token."""

import json
import logging
import os
import sys

PLAIN = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Every `extra` becomes a member. `json.dumps` escapes line breaks in external input."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line |= {name: value for name, value in vars(record).items() if name not in PLAIN}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def to_standard_output() -> None:
    """Replace the handlers that the runtime has installed."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=os.environ.get("LOG_LEVEL", "INFO"), force=True)
    logging.getLogger("botocore").setLevel(logging.WARNING)
