"""Passwords of tests: hashed as everywhere, with the least work that the hash knows."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """Hundreds of tests make accounts; in full, each would take a quarter of a second."""

    time_cost, memory_cost, parallelism = 1, 8, 1
