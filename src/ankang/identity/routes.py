"""Identity over HTTP: parse, call the use case, answer."""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from fastapi import Request, Response

from ankang.core.errors import invalid_field
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.identity import service
from ankang.identity.model import DocumentType, IdentityProof, masked_mobile
from ankang.identity.model.limits import address_group
from ankang.identity.model.looks import purpose_words
from ankang.identity.model.one_time_codes import CODE_LIVES, RESEND_AFTER
from ankang.identity.model.proxies import Relation
from ankang.identity.schemas import (
    AwaitingProofAnswer,
    InPersonConsent,
    LookAnswer,
    OneTimeCodeAnswer,
    OneTimeCodeRequest,
    PasswordResetRequest,
    ProofAnswer,
    ProofRequest,
    ProxyConfirmation,
    ProxyLinkAnswer,
    ProxyLinksAnswer,
    ProxyRequest,
    RegistrationRequest,
    SessionAnswer,
    SignInRequest,
)
from ankang.runtime.answers import Notice, WordsAnswer
from ankang.runtime.context import Call
from ankang.runtime.edge import CSRF_COOKIE, SESSION_COOKIE, CurrentActor, CurrentCall, router
from ankang.runtime.load import panel

identity = router("/identity", "identity")


@identity.post("/one-time-codes", status_code=202)
async def request_one_time_code(call: CurrentCall, request: Request, body: OneTimeCodeRequest) -> OneTimeCodeAnswer:
    """Send a one-time code; the answer is the same for every number."""
    await service.request_one_time_code(call, body.mobile, body.purpose, _address(request))
    return OneTimeCodeAnswer(
        expires_in_seconds=int(CODE_LIVES.total_seconds()), resend_after_seconds=int(RESEND_AFTER.total_seconds())
    )


@identity.post("/registrations", status_code=201)
async def register(call: CurrentCall, body: RegistrationRequest, response: Response) -> SessionAnswer:
    """Register and sign in; sets the session and CSRF cookies."""
    signed_in = await service.register(
        call,
        name=body.name,
        document_type=body.document_type,
        document_number=body.document_number,
        birth_date=body.birth_date,
        mobile=body.mobile,
        one_time_code=body.one_time_code,
        password=body.password,
    )
    return _welcome(call, signed_in, response)


@identity.post("/sessions", status_code=201)
async def sign_in(call: CurrentCall, request: Request, body: SignInRequest, response: Response) -> SessionAnswer:
    """Sign in; sets the session and CSRF cookies."""
    match body.method:
        case "sms_code":
            signed_in = await service.sign_in_with_code(
                call, _given("mobile", body.mobile), _given("one_time_code", body.one_time_code)
            )
        case "mobile_password":
            signed_in = await service.sign_in_with_password(
                call,
                mobile=_given("mobile", body.mobile),
                password=_given("password", body.password),
                address=_address(request),
            )
        case "document_password":
            document_type = body.document_type or DocumentType.MAINLAND_ID
            signed_in = await service.sign_in_with_password(
                call,
                document=(document_type, _given("document_number", body.document_number)),
                password=_given("password", body.password),
                address=_address(request),
            )
        case _:
            assert_never(body.method)
    return _welcome(call, signed_in, response)


@identity.get("/session")
async def get_session(call: CurrentCall, actor: CurrentActor, request: Request) -> SessionAnswer:
    """Who is signed in."""
    return _session_answer(await service.get_session(call, actor, request.cookies[SESSION_COOKIE]))


@identity.delete("/session", status_code=204)
async def sign_out(call: CurrentCall, actor: CurrentActor, response: Response) -> None:
    """End the session."""
    await service.sign_out(call, actor)
    response.delete_cookie(SESSION_COOKIE, path="/")
    response.delete_cookie(CSRF_COOKIE, path="/")


@identity.post("/password-resets", status_code=204)
async def reset_password(call: CurrentCall, body: PasswordResetRequest) -> None:
    """Set a new password with a one-time code; ends every session of the account."""
    await service.reset_password(call, body.mobile, body.one_time_code, body.password)


@identity.get("/proxies")
async def list_proxies(call: CurrentCall, actor: CurrentActor) -> ProxyLinksAnswer:
    """Whom I act for, and who acts for me."""
    i_act_for, act_for_me = await service.list_links(call, actor)
    return ProxyLinksAnswer(
        i_act_for=[_link_answer(view) for view in i_act_for], act_for_me=[_link_answer(view) for view in act_for_me]
    )


@identity.post("/proxies", status_code=201)
async def ask_to_act_for(call: CurrentCall, actor: CurrentActor, body: ProxyRequest) -> ProxyLinkAnswer:
    """Ask to act for someone; an adult holder gets a one-time code to give as consent."""
    return _link_answer(
        await service.ask_to_act_for(
            call,
            actor,
            name=body.name,
            document_type=body.document_type,
            document_number=body.document_number,
            birth_date=body.birth_date,
            relation=Relation(body.relation),
            mobile=body.mobile,
        )
    )


@identity.post("/proxies/in-person")
async def consent_in_person(call: CurrentCall, actor: CurrentActor, body: InPersonConsent) -> ProxyLinkAnswer:
    """The holder agreed in person, before an officer or community worker: for people without a phone."""
    return _link_answer(
        await service.consent_in_person(
            call,
            actor,
            holder=(body.holder_document_type, body.holder_document_number),
            proxy=(body.proxy_document_type, body.proxy_document_number),
        )
    )


@identity.post("/proxies/{link_id}/confirmation")
async def confirm_proxy(
    call: CurrentCall, actor: CurrentActor, link_id: UUID, body: ProxyConfirmation
) -> ProxyLinkAnswer:
    """Confirm with the code that the holder was sent."""
    return _link_answer(await service.confirm_link(call, actor, link_id, body.one_time_code))


@identity.post("/proxies/{link_id}/agreement")
async def agree_to_proxy(call: CurrentCall, actor: CurrentActor, link_id: UUID) -> ProxyLinkAnswer:
    """The holder, signed in, agrees to be acted for; no code is needed."""
    return _link_answer(await service.agree_to_link(call, actor, link_id))


@identity.delete("/proxies/{link_id}", status_code=204)
async def end_proxy(call: CurrentCall, actor: CurrentActor, link_id: UUID) -> None:
    """End a link, from either side."""
    await service.end_link(call, actor, link_id)


@identity.get("/people/{person_id}/looks")
@panel
async def list_looks(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> list[LookAnswer]:
    """Who looked at the record, the latest first."""
    return [
        LookAnswer(
            looked_at=look.looked_at,
            looker_masked_name=look.looker_masked_name,
            organisation=look.organisation,
            purpose=look.purpose,
            purpose_words=WordsAnswer.of(purpose_words(look.purpose)),
        )
        for look in await service.list_looks(call, actor, PersonId(person_id))
    ]


@identity.get("/awaiting-proof")
@panel
async def list_awaiting_proof(call: CurrentCall, actor: CurrentActor) -> list[AwaitingProofAnswer]:
    """People of the officer's region whose identity waits for manual proof."""
    return [
        AwaitingProofAnswer(
            person_id=row.person.person_id,
            masked_name=row.person.masked_name,
            masked_document=row.person.masked_document,
            registered_at=row.registered_at,
            reason=_REGION_REASON,
        )
        for row in await service.list_awaiting_proof(call, actor)
    ]


@identity.post("/proofs", status_code=201)
async def prove_identity(call: CurrentCall, actor: CurrentActor, body: ProofRequest) -> ProofAnswer:
    """Record that a person proved identity at a counter; takes over account, mobile and code."""
    proof = await service.prove_identity(
        call,
        actor,
        name=body.name,
        document_type=body.document_type,
        document_number=body.document_number,
        birth_date=body.birth_date,
        mobile=body.mobile,
    )
    return ProofAnswer(
        person_id=proof.person_id,
        account_taken_over=proof.account_taken_over,
        proxies_ended=proof.proxies_ended,
        words=WordsAnswer.of(_TAKEN_OVER if proof.account_taken_over else _PROVED),
    )


_TAKEN_OVER = Words(
    "身份已核验。原账号的登录、代办和二维码都已失效，请本人用新手机号的短信验证码登录。",
    "Identity proved. Sessions, proxies and codes of the earlier account have ended; sign in with an SMS code.",
)
_PROVED = Words("身份已核验。", "Identity proved.")
_REGION_REASON = WordsAnswer(
    zh="证件号码的前六位不在现行区划表中",
    en="The first six digits of the number are not in the present list of divisions",
)
_REGION_UNKNOWN = Notice(
    code="region_unknown",
    words=WordsAnswer(
        zh="您证件号码中的地区代码不在现行区划表中。您可以照常使用，请带证件到社区窗口核验一次。",
        en="The region code of your number is not in the present list. You can go on; please show your document "
        "once at a community counter.",
    ),
)


def _welcome(call: Call, signed_in: service.SignedIn, response: Response) -> SessionAnswer:
    # Strict: every request comes from our own pages; links from elsewhere open a page, which then asks by itself.
    seconds = int((signed_in.view.expires_at - call.now).total_seconds())
    secure = call.config.secure_cookies
    response.set_cookie(
        SESSION_COOKIE, signed_in.cookie, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict"
    )
    response.set_cookie(
        CSRF_COOKIE, signed_in.view.csrf_token, max_age=seconds, path="/", secure=secure, samesite="strict"
    )
    return _session_answer(signed_in.view)


def _session_answer(view: service.SessionView) -> SessionAnswer:
    person = view.person
    return SessionAnswer(
        person_id=person.person_id,
        masked_name=person.masked_name,
        document_type=person.document_type,
        masked_document=person.masked_document,
        masked_mobile=masked_mobile(person.mobile) if person.mobile else "",
        roles=list(view.roles),
        region_code=view.region_code,
        region_name=service.region_name(view.region_code),
        organisation=view.organisation,
        identity_proof=person.identity_proof.value,
        csrf_token=view.csrf_token,
        expires_at=view.expires_at,
        notices=[_REGION_UNKNOWN] if person.identity_proof is IdentityProof.AWAITING_PROOF else [],
    )


def _link_answer(view: service.LinkView) -> ProxyLinkAnswer:
    return ProxyLinkAnswer(
        link_id=view.link.link_id,
        person_id=view.other.person_id,
        masked_name=view.shown_name,
        masked_document=view.other.masked_document,
        relation=view.link.relation,
        is_minor=view.is_minor,
        state=view.link.state.value,
        since=view.link.since,
    )


def _address(request: Request) -> str:
    return address_group(request.client.host) if request.client else ""


def _given(field: str, value: str | None) -> str:
    if not value:
        raise invalid_field(field, "missing", Words("请填写这一项。", "Please fill in this field."))
    return value
