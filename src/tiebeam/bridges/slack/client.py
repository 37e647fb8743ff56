"""Slack's own clients, kept to one request: no redirect, no second try, and no word in a log.

As they come, they follow redirects, read answers of any length, and write the address of a webhook
and the message into the log where debugging is on.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse

from tiebeam.bridges.over_http import answered


class OneWebhook(WebhookClient):
    def __init__(self, address: str, *, timeout_seconds: float) -> None:
        super().__init__(address, logger=_silence(), retry_handlers=[])
        self._timeout_seconds = timeout_seconds

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        answer = answered(req, timeout_seconds=self._timeout_seconds)
        return WebhookResponse(
            url=url, status_code=answer.status, body=answer.body, headers=dict(answer.headers)
        )


class OneCall(WebClient):
    def __init__(self, token: str, *, api: str, timeout_seconds: float) -> None:
        super().__init__(token, base_url=api, logger=_silence(), retry_handlers=[])
        self._timeout_seconds = timeout_seconds

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        answer = answered(req, timeout_seconds=self._timeout_seconds)
        # What is no answer of Slack's would be repeated in an error.
        body = answer.body if answer.parsed() else "{}"
        return {"status": answer.status, "headers": answer.headers, "body": body}


def _silence() -> logging.Logger:
    """A logger that belongs to nobody and says nothing."""
    return logging.Logger("silence", level=logging.CRITICAL + 1)
