"""The three ways to sign in (SPEC A2), neutral about who has an account (A6)."""

from __future__ import annotations

from uuid import UUID

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.identity.model import DocumentType, Person, check_mobile
from ankang.identity.model.documents import canonical_number
from ankang.identity.model.limits import FAILED_SIGN_INS_FROM_ADDRESS, SIGN_INS_TO_ACCOUNT
from ankang.identity.model.one_time_codes import CodePurpose
from ankang.identity.service.limits import count, count_or_refuse, forget, refuse_above
from ankang.identity.service.one_time_codes import use_code
from ankang.identity.service.passwords import verify_password
from ankang.identity.service.sending import code_subject
from ankang.identity.service.sessions import SignedIn, begin_session
from ankang.identity.store import accounts, people
from ankang.runtime.context import Call

_NOBODY = PersonId(UUID(int=0))


async def sign_in_with_password(
    call: Call,
    *,
    mobile: str | None = None,
    document: tuple[DocumentType, str] | None = None,
    password: str,
    address: str,
) -> SignedIn:
    """Sign in by mobile or by document, whichever is given; one refusal for all that may be wrong.

    Tries are counted on what was typed, account or not, before the password is looked at: the count's row lock
    makes parallel guesses come one after the other.
    """
    subject, person = await _subject(call, mobile, document)
    await refuse_above(call, FAILED_SIGN_INS_FROM_ADDRESS, address)
    await count_or_refuse(call, SIGN_INS_TO_ACCOUNT, subject)
    # Asked for nobody too, so that an account is not told by one statement more (SPEC A6).
    owner = person.person_id if person is not None else _NOBODY
    password_hash = await accounts.find_password_hash(call.connection, owner)
    if not await verify_password(password_hash, password) or person is None:
        await count(call, FAILED_SIGN_INS_FROM_ADDRESS, address)
        raise RefusedError(
            RefusalKind.UNAUTHENTICATED,
            "sign_in_failed",
            Words(
                "账号或密码不正确，请核对；忘记密码可以用短信验证码登录或找回。",
                "Account or password is not right. If you forgot the password, sign in or reset it by SMS code.",
            ),
            keeps_writes=True,
        )
    await forget(call, SIGN_INS_TO_ACCOUNT, subject)
    return await begin_session(call, person.person_id)


async def sign_in_with_code(call: Call, mobile: str, one_time_code: str) -> SignedIn:
    """Sign in by a code sent to the mobile. A number without an account was sent none, so its code is wrong."""
    number = check_mobile(mobile)
    await use_code(call, code_subject(CodePurpose.SIGN_IN, number), one_time_code)
    person = await people.find_by_mobile(call.connection, call.cipher, number)
    if person is None:
        raise RefusedError(
            RefusalKind.UNAUTHENTICATED,
            "sign_in_failed",
            Words("这个手机号没有账号，请先注册。", "This mobile number has no account; please register first."),
            keeps_writes=True,
        )
    return await begin_session(call, person.person_id)


async def _subject(
    call: Call, mobile: str | None, document: tuple[DocumentType, str] | None
) -> tuple[str, Person | None]:
    if mobile is not None:
        number = check_mobile(mobile)
        return f"mobile:{number}", await people.find_by_mobile(call.connection, call.cipher, number)
    if document is None:
        raise ValueError("expected a mobile or a document to sign in with")
    document_type, typed = document
    number = canonical_number(document_type, typed)
    person = await people.find_by_document(call.connection, call.cipher, document_type, number)
    return f"document:{document_type}:{number}", person
