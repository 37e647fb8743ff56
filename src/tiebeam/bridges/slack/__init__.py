"""Slack: an incoming webhook, or an app with a token and a channel."""

from tiebeam.bridges.slack.saying import Settings, say

__all__ = ["Settings", "say"]
