"""Logging: one JSON object a line on standard error, and never a shopper's words."""

import logging
import sys

import structlog


def start_logging(level: str = "INFO") -> None:
    """Send the logs of this process to standard error as JSON lines."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the structured logger of the module called `name`."""
    bound: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return bound
