"""Wording: what dates a text or shuts somebody out, with what to say instead and the evidence.

A second and quieter layer beside the clauses: it suggests, and never decides anything.
"""

from tiebeam.engine.language.allowing import NONE, Allowance, Allowed, NotAnAllowance
from tiebeam.engine.language.allowing import read as read_allowed
from tiebeam.engine.language.wording import Wording, wording

__all__ = [
    "NONE",
    "Allowance",
    "Allowed",
    "NotAnAllowance",
    "Wording",
    "read_allowed",
    "wording",
]
