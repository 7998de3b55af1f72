"""People with phones and staff at gates, written in bulk, and the requests that they send.

A holder is always scanned at one and the same site: who is at two far gates within minutes is another matter (R14).
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import insert, select

from ankang.assessments import service as assessments
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.service.duties import start_duty
from ankang.codes import service as codes
from ankang.codes.model import TIMES
from ankang.codes.model.codes import issuer_name, thumbprint
from ankang.codes.service.keys import signing_key
from ankang.codes.tables import enrolments
from ankang.core.colours import Colour
from ankang.core.credential.claims import ProofClaims, claims_for
from ankang.core.credential.code_name import code_name
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.possession import renewal_request
from ankang.core.credential.present import present
from ankang.core.days import local_day
from ankang.core.facts import Declaration, Enrolment, Source
from ankang.core.ids import PersonId, SiteId
from ankang.identity import service as identity
from ankang.identity.model import check_character
from ankang.identity.model.sessions import SessionToken
from ankang.identity.service.bulk import NewPerson
from ankang.identity.tables import sessions
from ankang.runtime.access import Role
from ankang.runtime.context import Call, Runtime
from ankang.runtime.edge import CSRF_HEADER, SESSION_COOKIE

_PART = 500
_CITY = "3401"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in, behind an address of their own."""

    token: SessionToken
    address: str

    def request(self, method: str, path: str, body: object | None = None) -> bytes:
        """One request as it goes over the line."""
        content = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: rush\r\nContent-Type: application/json\r\n"
            f"Cookie: {SESSION_COOKIE}={self.token.cookie}\r\n{CSRF_HEADER}: {self.token.csrf}\r\n"
            f"X-Forwarded-For: {self.address}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


@dataclass(frozen=True, slots=True)
class Holder:
    """A green holder with the phone that shows the code."""

    person_id: PersonId
    session: Session
    key: ec.EllipticCurvePrivateKey
    token: bytes

    def qr(self, at: datetime) -> str:
        """What the phone shows at an instant."""
        return present(self.token, ProofClaims(at), signer_of(self.key))

    def renewal(self, path: str, at: datetime) -> tuple[bytes, bytes]:
        """The request for the next token, with a fresh key as the app makes it, and the key's thumbprint."""
        key = ec.generate_private_key(ec.SECP256R1())
        public = PublicKey.of(key)
        signed = renewal_request(public, at, signer_of(key))
        body = {"request": base64.urlsafe_b64encode(signed).rstrip(b"=").decode()}
        return self.session.request("POST", f"{path}/{self.person_id}/tokens", body), thumbprint(public)


@dataclass(frozen=True, slots=True)
class Gate:
    """Staff on duty at a site of their own."""

    session: Session
    site_id: SiteId


@dataclass(slots=True)
class Crowd:
    """Everybody."""

    holders: list[Holder]
    gates: list[Gate]

    def gate_of(self, number: int) -> Gate:
        """Where the holder of this number is scanned."""
        return self.gates[number % len(self.gates)]

    def scans(self, path: str, count: int, now: datetime) -> Iterator[bytes]:
        """Requests to scan, each with a proof and a key that never came before."""
        for turn in range(count):
            number = turn % len(self.holders)
            # Proofs tell whole seconds: one holder's proofs of one call differ by one, and stay within a minute.
            at = now - timedelta(seconds=turn // len(self.holders))
            body = {"key": str(uuid4()), "qr_text": self.holders[number].qr(at)}
            yield self.gate_of(number).session.request("POST", path, body)

    def renewals(self, path: str, count: int, now: datetime) -> Iterator[bytes]:
        """Requests to renew, each with a phone key that never came before."""
        for turn in range(count):
            yield self.holders[turn % len(self.holders)].renewal(path, now)[0]


async def make_crowd(runtime: Runtime, holders: int, gates: int) -> Crowd:
    """Write them; a few seconds for some thousand."""
    async with runtime.engine.begin() as connection:
        call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
        at_gates = [await _gate(call, number) for number in range(gates)]
    people: list[Holder] = []
    for first in range(0, holders, _PART):
        async with runtime.engine.begin() as connection:
            call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
            people += await _holders(call, range(first, min(holders, first + _PART)))
    return Crowd(people, at_gates)


async def _gate(call: Call, number: int) -> Gate:
    (staff_id,) = await identity.add_people(call, [_person(100_000 + number)])
    await identity.grant_role(call, staff_id, Role.STAFF, "340102", "物业公司")
    site = await checkpoints.create_site(call, f"大厦 {number}", SiteKind.BUILDING, "340102")
    await checkpoints.assign_staff(call, staff_id, site.site_id)
    (session,) = await _sessions(call, [staff_id], 200)
    actor = await identity.authenticate(call, session.token.cookie, session.token.csrf)
    assert actor is not None
    await start_duty(call, actor, site.site_id)
    return Gate(session, site.site_id)


async def _holders(call: Call, numbers: range) -> list[Holder]:
    ids = await identity.add_people(call, [_person(number) for number in numbers])
    today = local_day(call.now)
    facts = {
        person_id: [
            assessments.new_fact(call, person_id, Source.DECLARED, "rush", Declaration(today)),
            assessments.new_fact(call, person_id, Source.DECLARED, "rush", Enrolment(_CITY, today)),
        ]
        for person_id in ids
    }
    await assessments.record_many(call, facts, None)
    await codes.enrol_many(call, dict.fromkeys(ids, _CITY))
    rows = await call.connection.execute(select(enrolments).where(enrolments.c.person_id.in_(ids)))
    number_of = {row.person_id: row.number for row in rows}
    signer = await signing_key(call, KeyUse.TOKEN)
    holders = []
    for person_id, number, session in zip(ids, numbers, await _sessions(call, ids, numbers.start), strict=True):
        person = _person(number)
        key = ec.generate_private_key(ec.SECP256R1())
        claims = claims_for(
            issuer=issuer_name(call.config.city_code),
            now=call.now,
            device_key=PublicKey.of(key),
            colour=Colour.GREEN,
            name=person.name,
            document_number=person.document_number,
            code_name=code_name(number_of[person_id], today, call.keys.day_key(today)),
            times=TIMES,
        )
        holders.append(Holder(person_id, session, key, issue_token(claims, signer.sign, signer.key_id)))
    return holders


async def _sessions(call: Call, ids: list[PersonId], first: int) -> list[Session]:
    tokens = [SessionToken(person_id, secrets.token_bytes(32)) for person_id in ids]
    rows = [
        {
            "person_id": token.person_id,
            "token_digest": token.digest,
            "session_id": uuid4(),
            "created_at": call.now,
            "last_seen_at": call.now + timedelta(hours=1),  # nobody is marked as seen while it is measured
            "expires_at": call.now + timedelta(hours=10),
        }
        for token in tokens
    ]
    await call.connection.execute(insert(sessions), rows)
    return [Session(token, f"10.{first // 60_000}.{n // 250}.{n % 250}") for n, token in enumerate(tokens, first)]


def _person(number: int) -> NewPerson:
    born = date(1930, 1, 1) + timedelta(days=number // 900)
    first_17 = f"340102{born:%Y%m%d}{number % 900 + 100:03d}"
    return NewPerson(f"居民{number}", first_17 + check_character(first_17), born, _CITY)
