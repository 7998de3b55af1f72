"""Sends a one-time code to a mobile."""

from __future__ import annotations

from ankang.identity.model import TextTemplate, check_mobile
from ankang.identity.model.limits import CODES_FROM_ADDRESS, CODES_TO_NUMBER
from ankang.identity.model.one_time_codes import CODE_LIVES, CodePurpose
from ankang.identity.service.limits import count_or_refuse
from ankang.identity.service.one_time_codes import make_code
from ankang.identity.service.texts import send_text
from ankang.identity.store import people
from ankang.runtime.context import Call


def code_subject(purpose: CodePurpose, mobile: str) -> str:
    """What a code for a purpose and a canonical mobile is kept under."""
    return f"{purpose}:{mobile}"


async def request_one_time_code(call: Call, mobile: str, purpose: CodePurpose, address: str) -> None:
    """Send a code, with the same work and the same answer for every number (SPEC A6).

    Where the purpose needs an account and the number has none, its owner is told so by SMS; who typed the number
    learns nothing.
    """
    number = check_mobile(mobile)
    await count_or_refuse(call, CODES_FROM_ADDRESS, address)
    await count_or_refuse(call, CODES_TO_NUMBER, number)
    code = await make_code(call, code_subject(purpose, number))
    known = await people.find_by_mobile(call.connection, call.cipher, number) is not None
    if known or purpose is CodePurpose.REGISTER:
        minutes = str(int(CODE_LIVES.total_seconds()) // 60)
        await send_text(
            call, number, TextTemplate.ONE_TIME_CODE, CODE_LIVES, code=code, minutes=minutes, purpose=purpose
        )
    else:
        await send_text(call, number, TextTemplate.NO_ACCOUNT)
