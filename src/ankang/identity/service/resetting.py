"""A forgotten password: account, SMS code, new password (SPEC A3)."""

from __future__ import annotations

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.identity.model import TextTemplate, check_mobile
from ankang.identity.model.one_time_codes import CodePurpose
from ankang.identity.model.passwords import check_password
from ankang.identity.service.one_time_codes import use_code
from ankang.identity.service.passwords import hash_password
from ankang.identity.service.sending import code_subject
from ankang.identity.service.texts import send_text
from ankang.identity.store import accounts, people
from ankang.runtime.context import Call


async def reset_password(call: Call, mobile: str, one_time_code: str, password: str) -> None:
    """Set a new password, end every session of the account, tell its owner by SMS."""
    number = check_mobile(mobile)
    check_password(password, (number,))
    await use_code(call, code_subject(CodePurpose.RESET_PASSWORD, number), one_time_code)
    person = await people.find_by_mobile(call.connection, call.cipher, number)
    if person is None:
        raise RefusedError(
            RefusalKind.UNAUTHENTICATED,
            "sign_in_failed",
            Words("这个手机号没有账号，请先注册。", "This mobile number has no account; please register first."),
            keeps_writes=True,
        )
    check_password(password, (person.document_number,))
    await accounts.put_account(call.connection, person.person_id, await hash_password(password), call.now)
    await accounts.end_sessions(call.connection, person.person_id)
    await send_text(call, number, TextTemplate.PASSWORD_CHANGED)
