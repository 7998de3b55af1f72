"""Codes: enrol, issue and renew tokens, kill, say what stands about a scanned code, publish keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.codes import store
from ankang.codes.bulk import enrol_many
from ankang.codes.model import (
    NAMES_LIVE_DAYS,
    TIMES,
    CodeStanding,
    CodeState,
    EndReason,
    Enrolment,
    Phone,
    base64url,
    cannot_decide,
    code_name_of,
    issuer_name,
    no_code,
    request_bytes,
    state_of,
    thumbprint,
    used_key,
)
from ankang.codes.publishing import Published, publish_keys
from ankang.codes.schemas import PhoneAnswer, TokenAnswer
from ankang.core.colours import Colour
from ankang.core.credential.claims import TokenClaims, claims_for
from ankang.core.credential.code_name import code_name, enrolment_number
from ankang.core.credential.issue import issue_token as sign_token
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.possession import check_possession
from ankang.core.credential.refusals import Refused
from ankang.core.days import local_day
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.policy.assessment import GreyReason
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.runtime.access import Actor, check_acts_for
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import AsyncConnection
from ankang.runtime.outbox import Handler

__all__ = [
    "enrol",
    "enrol_many",
    "handlers",
    "issue_token",
    "key_bundle",
    "kill",
    "kill_own",
    "list_phones",
    "live_colour",
    "standing",
]


async def enrol(call: Call, person_id: PersonId, city_code: str) -> None:
    """Give the person a code in a city; nothing happens where one lives already. The caller has checked who asks."""
    if all(enrolment.city_code != city_code for enrolment in await store.list_live(call.connection, person_id)):
        await store.add_enrolment(call.connection, person_id, city_code, call.now)


async def kill(call: Call, person_id: PersonId, reason: EndReason) -> None:
    """Every live code of the person dies at once; the next token has a new name. The caller has checked who asks."""
    for city_code in await store.end_live(call.connection, person_id, reason.value, call.now):
        await store.add_enrolment(call.connection, person_id, city_code, call.now)
    await store.end_phones(call.connection, person_id, call.now)


async def kill_own(call: Call, actor: Actor, person_id: PersonId, reason: EndReason) -> None:
    """The holder or an approved proxy ends every code, such as after the loss of a phone."""
    check_acts_for(actor, person_id)
    if not await store.list_live(call.connection, person_id):
        raise no_code()
    await kill(call, person_id, reason)


async def issue_token(call: Call, actor: Actor, person_id: PersonId, request: str) -> TokenAnswer:
    """A token for the phone that signed the request; its colour is the person's present one."""
    check_acts_for(actor, person_id)
    device_key = _proved_key(request, call.now)
    enrolment, colour = await _what_to_sign(call, person_id)
    person = await identity.get_person(call, person_id)
    day = local_day(call.now)
    claims = claims_for(
        issuer=issuer_name(call.config.city_code),
        now=call.now,
        device_key=device_key,
        colour=colour,
        name=person.name,
        document_number=person.document_number,
        code_name=code_name(enrolment.number, day, call.keys.day_key(day)),
        times=TIMES,
    )
    phone = Phone(actor.person_id, claims.issued_at, claims.expires_at)
    forget_before = call.now - timedelta(days=NAMES_LIVE_DAYS)
    if not await store.add_phone_key(call.connection, person_id, thumbprint(device_key), phone, forget_before):
        raise used_key()
    await publish_keys(call)  # a verifier must find the key of whatever was signed
    token = sign_token(claims, signer_of(call.keys.issuer), PublicKey.of(call.keys.issuer).key_id)
    return _token_answer(call, person_id, enrolment, claims, token)


async def list_phones(call: Call, actor: Actor, person_id: PersonId) -> list[PhoneAnswer]:
    """The phones that can show the code now: the holder's and each proxy's, the latest first."""
    check_acts_for(actor, person_id)
    phones = await store.list_active_phones(call.connection, person_id, call.now)
    showers = await identity.persons(call, {phone.shower_id for phone in phones})
    return [
        PhoneAnswer(
            shower_masked_name=showers[phone.shower_id].masked_name,
            is_holder=phone.shower_id == person_id,
            issued_at=phone.issued_at,
            expires_at=phone.expires_at,
        )
        for phone in phones
    ]


async def standing(call: Call, list_id: int, index: int) -> CodeStanding:
    """What the centre knows of a code's name now, with the person's present colour when the code lives.

    The caller has checked who asks: it tells whose code it is.
    """
    name = code_name_of(list_id, index, call.now)
    if name is None:
        return CodeStanding(None, CodeState.UNKNOWN, Colour.GREY)
    number = enrolment_number(name, call.keys.day_key(name.issued_on))
    enrolment = await store.find_by_number(call.connection, number)
    state = state_of(enrolment, name)
    if enrolment is None or state is CodeState.UNKNOWN:
        return CodeStanding(None, CodeState.UNKNOWN, Colour.GREY)
    if state is CodeState.DEAD:
        return CodeStanding(enrolment.person_id, state, Colour.GREY)
    return CodeStanding(enrolment.person_id, state, await live_colour(call, enrolment.person_id) or Colour.GREY)


async def live_colour(call: Call, person_id: PersonId) -> Colour | None:
    """The present colour of somebody with a live code; None for somebody without one (未申领).

    The caller has checked who asks.
    """
    if not await store.list_live(call.connection, person_id):
        return None
    found = await assessments.find_standing(call, person_id)
    if found is None or found.assessment.grey_reason is GreyReason.NO_CODE:
        return None
    return found.colour


async def key_bundle(call: Call) -> Published:
    """The signed key bundle; public."""
    return await publish_keys(call)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """News that end codes: identity proved at a counter (SPEC A1), and a proxy whom the holder ended (B5)."""

    async def identity_proved(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        call = Call(connection, now, runtime.keys, runtime.config)
        await kill(call, PersonId(UUID(payload["person_id"])), EndReason.IDENTITY_PROVED)

    async def proxy_ended(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        holder_id, proxy_id = PersonId(UUID(payload["person_id"])), PersonId(UUID(payload["proxy_id"]))
        phones = await store.list_active_phones(connection, holder_id, now)
        # The proxy's phone shows the code until its token ends; where it has none, the holder's stays as it is.
        if any(phone.shower_id == proxy_id for phone in phones):
            call = Call(connection, now, runtime.keys, runtime.config)
            await kill(call, holder_id, EndReason.PROXY_ENDED)

    return {"identity_proved": identity_proved, "proxy_ended": proxy_ended}


async def _what_to_sign(call: Call, person_id: PersonId) -> tuple[Enrolment, Colour]:
    live = await store.list_live(call.connection, person_id)
    found = await assessments.find_standing(call, person_id)
    if not live or found is None or found.assessment.grey_reason is GreyReason.NO_CODE:
        raise no_code()
    if found.colour is Colour.GREY:
        raise cannot_decide()
    return live[0], found.colour


def _proved_key(request: str, now: datetime) -> PublicKey:
    key = check_possession(request_bytes(request), now, TIMES)
    if isinstance(key, Refused):
        words = Words(f"{key.words.zh}{key.next_step.zh}", f"{key.words.en} {key.next_step.en}")
        raise RefusedError(RefusalKind.INVALID, key.reason.value, words)
    return key


def _city_name(code: str) -> str:
    """The city alone, as the code page shows it."""
    division = areas.find_division(code)
    return division.name if division is not None else ""


def _token_answer(
    call: Call, person_id: PersonId, enrolment: Enrolment, claims: TokenClaims, token: bytes
) -> TokenAnswer:
    return TokenAnswer(
        token=base64url(token),
        colour=claims.colour,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        renew_after=claims.issued_at + timedelta(seconds=TIMES.renewal),
        server_time=call.now,
        person_id=person_id,
        masked_name=claims.name,
        document_tail=claims.document_tail,
        city_code=enrolment.city_code,
        city_name=_city_name(enrolment.city_code),
    )
