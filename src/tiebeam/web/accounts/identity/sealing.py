"""Sealing what people tell, while their request is answered. This process can't read it again."""

from __future__ import annotations

import base64

from tiebeam.vault.seal import Label, SealingKey, boxed, sealed
from tiebeam.web.accounts.identity.told import Told, number_written


def label_of(public_id: str, field: str) -> Label:
    """What a sealed record is: bound to its account, so that no two can be exchanged."""
    return Label(what="told", version=public_id, field=field)


def seal_answers(told: Told, *, of: str, to: SealingKey) -> bytes:
    return sealed(told.written(), label=label_of(of, "answers"), to=to)


def seal_number(number: str, *, of: str, to: SealingKey) -> bytes:
    return sealed(number_written(number), label=label_of(of, "number"), to=to)


def seal_id(public_id: str, *, to: SealingKey) -> str:
    """Whose it is, for the worker alone; no two are the same, also of one account."""
    return base64.urlsafe_b64encode(boxed(public_id.encode(), to=to)).decode().rstrip("=")


def unsealed_from(text: str) -> bytes:
    """What is in the text, sealed as it is."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
