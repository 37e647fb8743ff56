"""What goes on in a space, said one way in the tools that people already use: a folder for each.

Each has `Settings`, which check what somebody typed, and `say`, which sends one `Message`. Nothing
is read back. To add a tool, copy a folder.
"""

from tiebeam.bridges.addresses import BadSettings
from tiebeam.bridges.retrying import with_back_off
from tiebeam.bridges.said import WORDS, Later, Message, Reason, Refused

__all__ = ["WORDS", "BadSettings", "Later", "Message", "Reason", "Refused", "with_back_off"]
