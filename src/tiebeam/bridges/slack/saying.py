"""Saying something in a channel of Slack.

Sources  https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
         https://docs.slack.dev/reference/methods/chat.postMessage
         https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError

from tiebeam.bridges.addresses import BadSettings, is_this_machine, secret, web_address
from tiebeam.bridges.over_http import TIMEOUT_SECONDS, Answer, problem_of
from tiebeam.bridges.said import Later, Message, Reason, Refused
from tiebeam.bridges.slack.client import OneCall, OneWebhook
from tiebeam.bridges.slack.mrkdwn import as_mrkdwn

API: Final = "https://slack.com/api/"
#: The second is the one for authorities in the United States.
HOSTS: Final = ("hooks.slack.com", "hooks.slack-gov.com")
_CHANNEL: Final = re.compile(r"[CGD][A-Z0-9]{2,30}")

#: What Slack's words mean to whoever set the bridge up; all others are "not taken".
_FOR_GOOD: Final = {
    **dict.fromkeys(
        ("no_service", "no_service_id", "no_active_hooks", "no_team", "invalid_token",
         "team_disabled", "invalid_auth", "not_authed", "token_revoked", "token_expired",
         "account_inactive", "user_not_found"), Reason.NOT_KNOWN),
    "channel_not_found": Reason.NO_CHANNEL,
    "channel_is_archived": Reason.ARCHIVED,
    "is_archived": Reason.ARCHIVED,
    "not_in_channel": Reason.NOT_IN_CHANNEL,
    **dict.fromkeys(
        ("action_prohibited", "posting_to_general_channel_denied", "restricted_action",
         "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
         "no_permission", "missing_scope", "not_allowed_token_type", "ekm_access_denied",
         "org_login_required", "access_denied", "enterprise_is_restricted"), Reason.FORBIDDEN),
    "msg_too_long": Reason.TOO_LONG,
}  # fmt: skip
_FOR_NOW: Final = {
    **dict.fromkeys(("ratelimited", "rate_limited", "message_limit_exceeded"), Reason.TOO_MANY),
    **dict.fromkeys(
        ("internal_error", "fatal_error", "service_unavailable", "request_timeout",
         "team_added_to_org", "rollup_error"), Reason.OUT_OF_ORDER),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A webhook; or a token and a channel.

    webhook          the address that Slack showed: it names the channel, and is a secret
    token            of a bot, with the scope chat:write: a secret
    channel          its id, such as C0123456789
    on_this_machine  what stands in for Slack is a server beside this one
    """

    webhook: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    channel: str = ""
    api: str = API
    on_this_machine: bool = False

    def __post_init__(self) -> None:
        if self.webhook and (self.token or self.channel):
            raise BadSettings("webhook", "Give either a webhook, or a token and a channel.")
        if not self.webhook:
            self._check_the_app()
        else:
            here = self.on_this_machine
            address = web_address(self.webhook, field="webhook", on_this_machine=here)
            object.__setattr__(self, "webhook", address)
            if not self._is_slack(address, HOSTS):
                raise BadSettings(
                    "webhook", "Slack's webhooks begin with https://hooks.slack.com/."
                )

    def _check_the_app(self) -> None:
        object.__setattr__(self, "token", secret(self.token, field="token"))
        if not _CHANNEL.fullmatch(self.channel):
            raise BadSettings("channel", "Give the id of the channel, such as C0123456789.")
        web_address(self.api, field="api", on_this_machine=self.on_this_machine)
        if not self._is_slack(self.api, ("slack.com", "slack-gov.com")):
            raise BadSettings("api", f"Slack's programming interface is {API}.")

    def _is_slack(self, address: str, hosts: tuple[str, ...]) -> bool:
        host = urlsplit(address).hostname or ""
        return host in hosts or (self.on_this_machine and is_this_machine(host))


def say(message: Message, *, settings: Settings, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
    """Send one message, once.

    Raises  Refused, Later
    """
    said = _by_webhook if settings.webhook else _by_app
    problem = said(as_mrkdwn(message), settings, timeout_seconds)
    if problem is not None:
        raise problem


def _by_webhook(text: str, settings: Settings, timeout_seconds: float) -> Refused | Later | None:
    client = OneWebhook(settings.webhook, timeout_seconds=timeout_seconds)
    # A webhook looks for no names unless it is asked to, and `link_names` asks; 0 says so.
    sent = client.send_dict(
        {"text": text, "link_names": 0, "unfurl_links": False, "unfurl_media": False}
    )
    answer = Answer(sent.status_code, sent.headers, sent.body)
    if answer.status == 200:
        # Another page than Slack's would answer with more.
        return None if answer.body.strip() == "ok" else Later(Reason.STRANGE_ANSWER)
    return problem_of(answer) or _problem(answer.body.strip())


def _by_app(text: str, settings: Settings, timeout_seconds: float) -> Refused | Later | None:
    client = OneCall(settings.token, api=settings.api, timeout_seconds=timeout_seconds)
    try:
        client.chat_postMessage(
            channel=settings.channel, text=text, link_names=False, unfurl_links=False,
            unfurl_media=False, parse="none",
        )  # fmt: skip
    except SlackApiError as error:
        answer = Answer(error.response.status_code, error.response.headers, "")
        return problem_of(answer) or _problem_of_app(error.response.data)
    return None


def _problem_of_app(answered: Any) -> Refused | Later:
    word = answered.get("error") if isinstance(answered, Mapping) else None
    return _problem(word) if isinstance(word, str) else Later(Reason.STRANGE_ANSWER)


def _problem(word: str) -> Refused | Later:
    """What one of Slack's words means, which come by themselves or in JSON."""
    if word in _FOR_NOW:
        return Later(_FOR_NOW[word])
    return Refused(_FOR_GOOD.get(word, Reason.NOT_TAKEN))
