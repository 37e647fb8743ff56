"""What the tests of identity share."""

from __future__ import annotations

from web.identity.sealing import has_decided, keys

__all__ = ["has_decided", "keys"]
