"""The same key is the same act: its answer is kept, encrypted, and given again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from ankang.checkpoints.model.limits import KEYS_KEPT, REPLAY_WINDOW
from ankang.checkpoints.store import gates
from ankang.core.errors import key_used
from ankang.core.ids import PersonId
from ankang.runtime.access import Actor
from ankang.runtime.answers import Answer
from ankang.runtime.context import Call, Runtime

_CONTEXT = "answered_keys.answer"

AnswerT = TypeVar("AnswerT", bound=Answer)


async def once(
    call: Call,
    actor: Actor,
    key: UUID,
    act: str,
    said: str,
    shape: type[AnswerT],
    do: Callable[[], Awaitable[AnswerT]],
) -> AnswerT:
    """What `do` answers the first time that this account sends the key, and the very same ever after.

    `said` is what was sent with the key: another code, document or figure under a known key is refused, or staff would
    read the verdict about one person as that about another. A refusal takes the key back with the rest of its
    transaction, so that the act can be tried again.
    """
    act = act_of(call, act, said)
    known_act, known = await gates.claim_key(call.connection, actor.person_id, key, act, call.now)
    if known_act != act:
        raise key_used()
    if known is not None:
        return shape.model_validate_json(call.cipher.decrypt(known, _CONTEXT))
    answer = await do()
    await gates.write_answer(call.connection, actor.person_id, key, seal_json(call, answer.model_dump_json()))
    return answer


def act_of(call: Call, act: str, said: str) -> str:
    """What a key stands for: the kind of act, and a digest of what was said with it."""
    # A keyed digest, because a document number is found again from a plain one by trying them all.
    return f"{act}:{call.cipher.blind_index(said, f'answered_keys.act/{act}').hex()[:32]}"


def seal_json(call: Call, answer: str) -> bytes:
    """The JSON of an answer as it is kept."""
    return call.cipher.encrypt(answer, _CONTEXT)


async def find_answer(call: Call, staff_id: PersonId, key: UUID, shape: type[AnswerT]) -> AnswerT | None:
    """The answer that a key of an account got, None when it never got one."""
    found = await gates.find_answer(call.connection, staff_id, key)
    sealed = found[1] if found is not None else None
    return None if sealed is None else shape.model_validate_json(call.cipher.decrypt(sealed, _CONTEXT))


async def forget_old(runtime: Runtime, now: datetime) -> int:
    """Delete proofs and answers that no gate needs any more; how many. A job, safe to run twice."""
    async with runtime.engine.begin() as connection:
        return await gates.forget(connection, now - REPLAY_WINDOW, now - KEYS_KEPT)
