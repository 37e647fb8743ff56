"""Matrix: a room, by the account of a bot."""

from tiebeam.bridges.matrix.rooms import block_invites, ignore, make_room, ready
from tiebeam.bridges.matrix.saying import Settings, say

__all__ = ["Settings", "block_invites", "ignore", "make_room", "ready", "say"]
