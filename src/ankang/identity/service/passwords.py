"""Argon2id, away from the event loop.

Parameters: OWASP Password Storage Cheat Sheet, first choice (m = 19 MiB, t = 2, p = 1). RFC 9106's second
recommendation (64 MiB, four lanes) would let a rush of sign-ins take more memory than the whole server has; see
docs/decisions/0006.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)

# Two at a time: more threads would not hash faster, only hold more memory.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

# Verified when there is no account, so that the answer takes as long (SPEC A6). No password fits it.
_NOBODY = _HASHER.hash("nobody has this password: \x00")


async def hash_password(password: str) -> str:
    """The hash with its parameters and salt, as argon2 writes it."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is no hash."""
    fits = await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, password_hash or _NOBODY, password)
    return fits and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
