"""Saying something in a channel of Mattermost.

Source  https://developers.mattermost.com/integrate/webhooks/incoming/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tiebeam.bridges.addresses import BadSettings, web_address
from tiebeam.bridges.mattermost.markdown import as_markdown
from tiebeam.bridges.over_http import TIMEOUT_SECONDS, Answer, problem_of, told
from tiebeam.bridges.said import Later, Message, Reason, Refused


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A webhook.

    webhook          the address that Mattermost showed: it names the channel, and is a secret
    on_this_machine  Mattermost runs beside this program
    """

    webhook: str = field(repr=False)
    on_this_machine: bool = False

    def __post_init__(self) -> None:
        here = self.on_this_machine
        address = web_address(self.webhook, field="webhook", on_this_machine=here)
        parts = urlsplit(address)
        if "/hooks/" not in parts.path or parts.query:
            raise BadSettings("webhook", "Mattermost's webhooks have /hooks/ in their address.")
        object.__setattr__(self, "webhook", address)


def say(message: Message, *, settings: Settings, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
    """Send one message, once.

    Raises  Refused, Later
    """
    answer = told(
        "POST", settings.webhook, body={"text": as_markdown(message)},
        timeout_seconds=timeout_seconds,
    )  # fmt: skip
    problem = _problem(answer)
    if problem is not None:
        raise problem


def _problem(answer: Answer) -> Refused | Later | None:
    if answer.status == 200:
        return None if answer.body.strip() == "ok" else Later(Reason.STRANGE_ANSWER)
    # Webhooks are switched off: out of order, but not of itself in order again.
    if answer.status == 501:
        return Refused(Reason.FORBIDDEN)
    return problem_of(answer) or _refusal(answer)


def _refusal(answer: Answer) -> Refused:
    """What the id of an error says, and where there is none, the status."""
    named = answer.parsed().get("id")
    if named == "web.incoming_webhook.invalid.app_error":
        return Refused(Reason.NOT_KNOWN)
    if named in ("web.incoming_webhook.channel.app_error", "app.channel.get.existing.app_error"):
        return Refused(Reason.NO_CHANNEL)
    if named == "api.post.create_post.can_not_post_to_deleted.error":
        return Refused(Reason.ARCHIVED)
    if answer.status == 413 or named == "model.post.is_valid.message_length.app_error":
        return Refused(Reason.TOO_LONG)
    by_status = {401: Reason.NOT_KNOWN, 403: Reason.FORBIDDEN, 404: Reason.NOT_KNOWN}
    return Refused(by_status.get(answer.status, Reason.NOT_TAKEN))
