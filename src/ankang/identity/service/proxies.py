"""Acting for someone else: ask, agree, see, end (SPEC B5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from ankang.core.days import local_day
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.ids import PersonId
from ankang.core.masking import masked_name
from ankang.core.words import Words
from ankang.identity.model import DocumentType, Person, TextTemplate, check_mobile
from ankang.identity.model.limits import PROXY_ASKS_BY_ACCOUNT, PROXY_ASKS_TO_DOCUMENT
from ankang.identity.model.one_time_codes import CODE_LIVES
from ankang.identity.model.people import same_name
from ankang.identity.model.proxies import MOST_PEOPLE, ProxyNews, ProxyState, Relation, needs_consent
from ankang.identity.service.limits import count_or_refuse
from ankang.identity.service.one_time_codes import make_code, use_code
from ankang.identity.service.open_links import links_of_holder, links_of_proxy
from ankang.identity.service.people import checked_document, ensure_document, get_person, persons
from ankang.identity.service.texts import send_text
from ankang.identity.store import people
from ankang.identity.store import proxies as store
from ankang.identity.store.proxies import ProxyLink
from ankang.runtime.access import Actor, not_yours
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as one side sees it; `other` is the other side."""

    link: ProxyLink
    other: Person
    shown_name: str
    is_minor: bool


async def list_links(call: Call, actor: Actor) -> tuple[list[LinkView], list[LinkView]]:
    """Whom the actor acts for, and who acts for the actor; pending ones too, the oldest first."""
    mine = await links_of_proxy(call, actor.person_id)
    theirs = await links_of_holder(call, actor.person_id)
    known = await persons(
        call, {actor.person_id, *(link.holder_id for link in mine), *(link.proxy_id for link in theirs)}
    )
    me = known[actor.person_id]
    today = local_day(call.now)
    return (
        [_view(link, known[link.holder_id], known[link.holder_id], today) for link in mine],
        # A link to my number under another name is a mistake or a guess; it can never begin.
        [
            _view(link, known[link.proxy_id], me, today)
            for link in theirs
            if link.state is ProxyState.ACTIVE or same_name(link.stated_name, me.name)
        ],
    )


async def ask_to_act_for(
    call: Call,
    actor: Actor,
    *,
    name: str,
    document_type: DocumentType,
    document_number: str,
    birth_date: date | None,
    relation: Relation,
    mobile: str | None,
) -> LinkView:
    """Ask to act for someone. A child's first link begins at once; otherwise a code goes to who must agree.

    The answer does not tell whether the person was known, nor whether the name or the mobile fits: a code is
    sent only where both do, and without it nothing begins.
    """
    document = await checked_document(call, document_type, document_number, birth_date)
    number = None if mobile is None else check_mobile(mobile)
    await count_or_refuse(call, PROXY_ASKS_BY_ACCOUNT, str(actor.person_id))
    await count_or_refuse(call, PROXY_ASKS_TO_DOCUMENT, f"{document.document_type}:{document.number}")
    me = await get_person(call, actor.person_id)
    holder = await ensure_document(call, document, name, None, is_placeholder=True)
    is_minor = holder.is_minor(local_day(call.now))
    _check_ask(me, holder, number, is_minor=is_minor)
    await _replace_pending(call, actor, holder)
    others = await _active_links_of(call, holder)
    named_right = same_name(holder.name, name) or await people.is_placeholder(call.connection, holder.person_id)
    asks = needs_consent(is_minor=is_minor, has_account=holder.has_account, has_other_proxy=bool(others))
    state = ProxyState.ACTIVE if named_right and not asks else ProxyState.PENDING
    link = await _add_link(call, actor, holder, name, relation, None if is_minor else number, state)
    code = await make_code(call, _subject(link.link_id))
    if asks and named_right:
        await _send_code(call, link, me, await _recipient(call, holder, number, others, is_minor=is_minor), code)
    if named_right and asks and holder.has_account:
        await _tell(call, holder.person_id, ProxyNews.ASKED)
    return _view(link, holder, holder, local_day(call.now))


async def confirm_link(call: Call, actor: Actor, link_id: UUID, one_time_code: str) -> LinkView:
    """Begin a pending link with the code that was sent; typed by either side."""
    link = await _open_link(call, actor, link_id)
    await use_code(call, _subject(link_id), one_time_code)
    holder = await get_person(call, link.holder_id)
    return await begin_link(call, actor, link, holder)


async def agree_to_link(call: Call, actor: Actor, link_id: UUID) -> LinkView:
    """Begin a pending link because the holder, signed in, agrees to it; nobody else's word is enough."""
    link = await _open_link(call, actor, link_id)
    if link.holder_id != actor.person_id:
        raise not_yours()
    return await begin_link(call, actor, link.without_mobile(), await get_person(call, link.holder_id))


async def begin_link(call: Call, actor: Actor, link: ProxyLink, holder: Person) -> LinkView:
    """Begin a link to which the holder agreed: by code, in the own app, or in person."""
    is_placeholder = await people.is_placeholder(call.connection, holder.person_id)
    fits = is_placeholder or same_name(link.stated_name, holder.name)
    if holder.mobile is not None and link.consent_mobile not in (None, holder.mobile):
        fits = False  # the holder's mobile became known after the code had gone elsewhere
    if not fits:
        raise not_yours()
    if not await store.begin_link(call.connection, link.proxy_id, link.link_id, call.now):
        raise not_yours()  # somebody ended it in the same instant
    await people.settle(call.connection, holder.person_id)
    await people.change_person(
        call.connection,
        call.cipher,
        holder.person_id,
        name=link.stated_name if is_placeholder else None,
        mobile=link.consent_mobile if holder.mobile is None else None,
    )
    if actor.person_id != link.proxy_id:
        await _tell(call, link.proxy_id, ProxyNews.BEGAN)
    known = await persons(call, {link.proxy_id, link.holder_id})
    begun = await store.find_open_link(call.connection, call.cipher, link.proxy_id, link.link_id)
    other = known[link.holder_id if link.proxy_id == actor.person_id else link.proxy_id]
    return _view(begun or link, other, known[link.holder_id], local_day(call.now))


async def end_link(call: Call, actor: Actor, link_id: UUID) -> None:
    """End a link of the actor's, from either side, at any time."""
    link = await store.find_open_link(call.connection, call.cipher, actor.person_id, link_id)
    if link is None:
        raise not_yours()
    await store.end_links_between(call.connection, link.proxy_id, link.holder_id, call.now)
    if link.state is not ProxyState.ACTIVE:
        return
    if link.holder_id != actor.person_id:
        await _tell(call, link.holder_id, ProxyNews.ENDED)
        return
    await _tell(call, link.proxy_id, ProxyNews.ENDED)
    # Codes hear of it: the proxy's phone must not go on showing the holder's code.
    news = {"person_id": str(link.holder_id), "proxy_id": str(link.proxy_id)}
    await publish(call.connection, "proxy_ended", news, call.now)


async def _open_link(call: Call, actor: Actor, link_id: UUID) -> ProxyLink:
    link = await store.find_open_link(call.connection, call.cipher, actor.person_id, link_id)
    if link is None:
        raise not_yours()
    if link.state is ProxyState.ACTIVE:
        raise RefusedError(
            RefusalKind.CONFLICT,
            "link_active_already",
            Words("对方已经同意，无需再次确认。", "This was agreed to already; nothing more is needed."),
        )
    return link


def _check_ask(me: Person, holder: Person, mobile: str | None, *, is_minor: bool) -> None:
    if holder.person_id == me.person_id:
        raise invalid_field(
            "document_number",
            "own_document",
            Words("这是您自己的证件号码，请填写对方的。", "This is your own number; enter the other person's."),
        )
    if mobile is not None and mobile == me.mobile and not is_minor:
        raise invalid_field(
            "mobile",
            "own_mobile",
            Words(
                "请填写对方本人的手机号；对方没有手机的，请一起到社区办理。",
                "Enter the other person's own mobile; without one, please go to the community office together.",
            ),
        )


async def _replace_pending(call: Call, actor: Actor, holder: Person) -> None:
    # The count of asks holds a lock on the account, so two asks at once cannot both find the last place free.
    mine = await links_of_proxy(call, actor.person_id)
    same = next((link for link in mine if link.holder_id == holder.person_id), None)
    if same is not None and same.state is ProxyState.ACTIVE:
        raise RefusedError(
            RefusalKind.CONFLICT,
            "linked_already",
            Words("您已经可以为这个人办理。", "You act for this person already."),
        )
    if same is None and len(mine) >= MOST_PEOPLE:
        raise RefusedError(
            RefusalKind.CONFLICT,
            "too_many_people",
            Words(
                f"一个账号最多为 {MOST_PEOPLE} 人办理，请先解除不再需要的关联。",
                f"One account acts for at most {MOST_PEOPLE} people; end a link that is no longer needed.",
            ),
        )
    await store.end_links_between(call.connection, actor.person_id, holder.person_id, call.now)


async def _active_links_of(call: Call, holder: Person) -> list[ProxyLink]:
    return [link for link in await links_of_holder(call, holder.person_id) if link.state is ProxyState.ACTIVE]


async def _add_link(
    call: Call,
    actor: Actor,
    holder: Person,
    name: str,
    relation: Relation,
    consent_mobile: str | None,
    state: ProxyState,
) -> ProxyLink:
    link = ProxyLink(
        link_id=uuid4(),
        proxy_id=actor.person_id,
        holder_id=holder.person_id,
        stated_name=" ".join(name.split()),
        relation=relation,
        state=state,
        since=call.now,
        consent_mobile=consent_mobile,
    )
    await store.add_link(call.connection, call.cipher, link)
    if state is ProxyState.ACTIVE:
        await people.settle(call.connection, holder.person_id)
    return link


async def _recipient(
    call: Call, holder: Person, mobile: str | None, others: list[ProxyLink], *, is_minor: bool
) -> str | None:
    """Where the code goes; None where nobody may be asked by SMS, which leaves the way in person."""
    if is_minor:
        if holder.has_account or not others:
            return holder.mobile
        return (await get_person(call, others[0].proxy_id)).mobile
    if mobile is None or holder.mobile is not None:
        return holder.mobile if mobile == holder.mobile else None
    if not await people.is_placeholder(call.connection, holder.person_id):
        return None  # a record that holds data and names no mobile: whoever typed one might be anybody
    owner = await people.find_by_mobile(call.connection, call.cipher, mobile)
    return mobile if owner is None else None


async def _send_code(call: Call, link: ProxyLink, me: Person, recipient: str | None, code: str) -> None:
    if recipient is None:
        return
    await send_text(
        call,
        recipient,
        TextTemplate.PROXY_CONSENT,
        CODE_LIVES,
        code=code,
        minutes=str(int(CODE_LIVES.total_seconds()) // 60),
        proxy=me.masked_name,
        holder=masked_name(link.stated_name),
    )


async def _tell(call: Call, person_id: PersonId, news: ProxyNews) -> None:
    await publish(call.connection, "notice", {"person_id": str(person_id), "template": news.value}, call.now)


def _subject(link_id: UUID) -> str:
    return f"proxy:{link_id}"


def _view(link: ProxyLink, other: Person, holder: Person, today: date) -> LinkView:
    pending_holder = link.state is ProxyState.PENDING and other.person_id == link.holder_id
    shown = masked_name(link.stated_name) if pending_holder else other.masked_name
    return LinkView(link, other, shown, holder.is_minor(today))
