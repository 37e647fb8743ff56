"""Mail: one letter to one address, such as that of a list which people joined themselves."""

from tiebeam.bridges.mail.saying import Settings, say

__all__ = ["Settings", "say"]
