"""Mattermost: an incoming webhook."""

from tiebeam.bridges.mattermost.saying import Settings, say

__all__ = ["Settings", "say"]
