"""Registering with real name (SPEC A1, A6, B7)."""

from __future__ import annotations

from datetime import date

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.identity.model import Document, DocumentType, Person, check_mobile
from ankang.identity.model.one_time_codes import CodePurpose
from ankang.identity.model.passwords import check_password
from ankang.identity.model.people import same_name
from ankang.identity.service.one_time_codes import use_code
from ankang.identity.service.passwords import hash_password
from ankang.identity.service.people import checked_document, ensure_document
from ankang.identity.service.sending import code_subject
from ankang.identity.service.sessions import SignedIn, begin_session
from ankang.identity.store import accounts, people, proxies
from ankang.runtime.context import Call


async def register(
    call: Call,
    *,
    name: str,
    document_type: DocumentType,
    document_number: str,
    birth_date: date | None,
    mobile: str,
    one_time_code: str,
    password: str,
) -> SignedIn:
    """Open the person's account and sign in.

    The code proves the mobile, so its owner is told when it has an account already. Whether the *document* is
    known is told to nobody else: every other conflict gets one and the same answer, after the same work.
    """
    number = check_mobile(mobile)
    document = await checked_document(call, document_type, document_number, birth_date)
    check_password(password, (number, document.number))
    await use_code(call, code_subject(CodePurpose.REGISTER, number), one_time_code)
    password_hash = await hash_password(password)
    holder = await people.find_by_mobile(call.connection, call.cipher, number)
    if holder is not None:
        raise _sign_in_instead()
    person = await _claimed_person(call, document, name, number)
    await _open(call, person.person_id, number, password_hash)
    return await begin_session(call, person.person_id)


async def open_account(call: Call, person_id: PersonId, mobile: str, password: str) -> None:
    """Open an account without a code, for invented people: the caller has checked that this is a demonstration."""
    await _open(call, person_id, check_mobile(mobile), await hash_password(password))


async def _claimed_person(call: Call, document: Document, name: str, mobile: str) -> Person:
    known = await people.find_by_document(call.connection, call.cipher, document.document_type, document.number)
    if known is not None and await people.settle(call.connection, known.person_id):
        # Somebody had asked to act for this person and nobody agreed: what was asked ends, the person begins.
        await proxies.end_links_of(call.connection, known.person_id, call.now)
        await people.change_person(call.connection, call.cipher, known.person_id, name=name, mobile=mobile)
        return known
    if known is not None:
        # A record that holds data already is claimed only with the mobile that it names (SPEC B7), or at a counter.
        if known.has_account or known.mobile != mobile or not same_name(known.name, name):
            raise not_possible(call.config.hotline)
        return known
    added = await ensure_document(call, document, name, mobile)
    if added.has_account or added.mobile != mobile:
        raise not_possible(call.config.hotline)  # somebody registered the document in the same instant
    return added


async def _open(call: Call, person_id: PersonId, mobile: str, password_hash: str) -> None:
    if not await people.take_mobile(call.connection, call.cipher, mobile, person_id):
        raise RefusedError(RefusalKind.CONFLICT, "account_exists", _ACCOUNT_EXISTS)
    await people.change_person(call.connection, call.cipher, person_id, mobile=mobile)
    await accounts.put_account(call.connection, person_id, password_hash, call.now)


_ACCOUNT_EXISTS = Words(
    "这个手机号已经注册，请直接登录；忘记密码可以用短信验证码找回。",
    "This mobile number has an account; please sign in. A forgotten password is reset by SMS code.",
)


def _sign_in_instead() -> RefusedError:
    return RefusedError(RefusalKind.CONFLICT, "account_exists", _ACCOUNT_EXISTS, keeps_writes=True)


def not_possible(hotline: str) -> RefusedError:
    """The refusal that does not tell whether document, name or mobile stood in the way."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "registration_not_possible",
        Words(
            f"用这些信息暂时无法完成注册。请核对姓名和证件号码；仍不行请带证件到社区窗口，或拨打 {hotline}。",
            f"We cannot register with these details. Check name and number; otherwise bring your document to a "
            f"community counter or call {hotline}.",
        ),
        keeps_writes=True,
    )
