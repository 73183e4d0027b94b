"""What is logged: JSON lines on stderr, and never anything personal.

Only what is named where it is logged is written: no addresses of drafts, no names, no
measurements, no texts of exceptions, which may quote any of these. Of what libraries say, the
fixed part is written and never what they fill into it.
"""

import logging
import sys
import traceback

import structlog


class _Stderr:
    """The stderr of the moment, not the one there was when this was imported."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
    structlog.PrintLogger(_Stderr()),  # type: ignore[arg-type] # only these two are asked of it
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ],
)


def log_failure(error: BaseException, **facts: object) -> None:
    """Log where `error` came from, with `facts` that are nobody's."""
    logger.error("failure", kind=type(error).__qualname__, places=_places(error), **facts)


def init_records() -> None:
    """Have all that libraries of this process log from now on written in our way, from warnings."""
    root = logging.getLogger()
    root.handlers[:] = [RecordHandler()]
    root.setLevel(logging.WARNING)


class RecordHandler(logging.Handler):
    """Writes records of libraries as JSON lines, without what was filled into their messages."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write `record`."""
        facts: dict[str, object] = {"from": record.name, "said": str(record.msg)}
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            facts |= {"kind": type(error).__qualname__, "places": _places(error)}
        logger.log(record.levelno, "record", **facts)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
