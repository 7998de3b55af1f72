"""Makes, keeps and checks one-time codes; the words of each refusal."""

from __future__ import annotations

import hmac
import secrets
from typing import assert_never

from ankang.core.errors import FieldProblem, RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.identity.model.one_time_codes import CODE_LIVES, RESEND_AFTER, CodeCheck, check_code
from ankang.identity.store import codes as store
from ankang.runtime.context import Call

_MINUTES = int(CODE_LIVES.total_seconds()) // 60

_WORDS = {
    CodeCheck.WRONG: Words("验证码不正确，请核对短信后重新输入。", "The code is not right; compare it with the SMS."),
    CodeCheck.EXPIRED: Words(
        f"验证码已过期（{_MINUTES} 分钟内有效），请重新获取。",
        f"The code has expired (it is valid for {_MINUTES} minutes); ask for a new one.",
    ),
    CodeCheck.USED: Words(
        "这个验证码已经用过，每个验证码只能使用一次，请重新获取。",
        "This code was used already; each code works once. Ask for a new one.",
    ),
    CodeCheck.TRIED_TOO_OFTEN: Words(
        "验证码输错次数太多，已作废，请重新获取。",
        "The code was mistyped too often and is void; ask for a new one.",
    ),
}


async def make_code(call: Call, subject: str) -> str:
    """A fresh code for a subject such as `register:13805510001`, over an earlier one; refuses to resend too soon."""
    index = _index(call, subject)
    kept = await store.lock_code(call.connection, index)
    if kept is not None and call.now < kept[0].sent_at + RESEND_AFTER:
        wait = max(1, round((kept[0].sent_at + RESEND_AFTER - call.now).total_seconds()))
        raise RefusedError(
            RefusalKind.TOO_MANY,
            "one_time_code_too_soon",
            Words(f"验证码已发送，请 {wait} 秒后再获取。", f"A code was just sent; ask again in {wait} seconds."),
            retry_after_seconds=wait,
            keeps_writes=True,
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    await store.put_code(call.connection, index, _digest(call, subject, code), call.now, call.now + CODE_LIVES)
    return code


async def use_code(call: Call, subject: str, code: str) -> None:
    """Use up the code, or refuse with the reason; a wrong try is counted although it is refused."""
    index = _index(call, subject)
    kept = await store.lock_code(call.connection, index)
    digest = _digest(call, subject, code)
    if kept is None:
        raise _refused(CodeCheck.WRONG)
    outcome = check_code(kept[0], matches=hmac.compare_digest(kept[1], digest), now=call.now)
    match outcome:
        case CodeCheck.RIGHT:
            await store.mark_used(call.connection, index, call.now)
        case CodeCheck.WRONG:
            await store.count_try(call.connection, index)
            raise _refused(outcome)
        case CodeCheck.EXPIRED | CodeCheck.USED | CodeCheck.TRIED_TOO_OFTEN:
            raise _refused(outcome)
        case _:
            assert_never(outcome)


def _refused(outcome: CodeCheck) -> RefusedError:
    words = _WORDS[outcome]
    code = f"one_time_code_{outcome}"
    kind = {CodeCheck.EXPIRED: RefusalKind.EXPIRED, CodeCheck.TRIED_TOO_OFTEN: RefusalKind.TOO_MANY}.get(
        outcome, RefusalKind.INVALID
    )
    return RefusedError(kind, code, words, (FieldProblem("one_time_code", code, words),), keeps_writes=True)


def _index(call: Call, subject: str) -> bytes:
    return call.cipher.blind_index(subject, "one_time_codes.subject")


def _digest(call: Call, subject: str, code: str) -> bytes:
    return call.cipher.blind_index(f"{subject}:{code}", "one_time_codes.code")
