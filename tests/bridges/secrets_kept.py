"""Where a secret could be found again: in errors, what led to them, and what was logged."""

from __future__ import annotations

import logging
import traceback

import pytest

from tiebeam.bridges import Later, Refused


def is_silent(
    problem: Refused | Later, secret: str, *, caplog: pytest.LogCaptureFixture, settings: object
) -> None:
    """Nothing tells the secret, nor the words of the message, however it is looked at."""
    seen = [repr(settings), str(settings), caplog.text, *map(repr, caplog.records)]
    seen += traceback.format_exception(problem)
    led_to: BaseException | None = problem
    while led_to is not None:
        seen += [repr(led_to), str(led_to), repr(led_to.args), repr(vars(led_to))]
        led_to = led_to.__cause__ or led_to.__context__
    for each in seen:
        assert secret not in each
        assert "What did you notice" not in each


def listen(caplog: pytest.LogCaptureFixture) -> None:
    """To everything that anybody says."""
    caplog.set_level(logging.DEBUG)
