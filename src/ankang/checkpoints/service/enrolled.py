"""Who asks at `/gate/v1`: a device enrols with its own key, and signs every request after that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ankang.checkpoints.device_schemas import DeviceSettings, EnrolmentRequest, PromptAnswer
from ankang.checkpoints.model.devices import (
    PROMPT_WORDS,
    Device,
    DeviceState,
    bad_public_key,
    clock_off,
    enrolment_over,
    not_working,
    place_resting,
    signature_refused,
)
from ankang.checkpoints.model.sites import Duty, SiteState
from ankang.checkpoints.service.deciding import rules_at
from ankang.checkpoints.service.devices import code_digest
from ankang.checkpoints.service.duties import limits_at
from ankang.checkpoints.store import devices as store
from ankang.checkpoints.store import sites as sites_store
from ankang.core.credential.keys import PublicKey
from ankang.core.ids import PersonId
from ankang.core.signed_requests import CLOCK_OFF, SignedRequest, instant_in, is_signed
from ankang.runtime.access import Actor
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call

ANSWER_WITHIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device whose signature is good, at its gate. `actor` stands for it where accounts stand."""

    device: Device
    duty: Duty
    actor: Actor


async def authenticate_device(call: Call, said: SignedRequest) -> Enrolled:
    """The device that signed a request.

    Refused: `device_signature` for an unknown device and a wrong key alike; then, to who holds the key, `clock_off`
    with the centre's time, `device_suspended`, `device_revoked`, `site_resting`.
    """
    device = await _named(call, said.device)
    if device is None or device.key is None or not is_signed(device.key, said.signature, said.message):
        raise signature_refused()
    _check_clock(said, call.now)
    if device.state is not DeviceState.ACTIVE:
        raise not_working(device.state)
    enrolled = await _at_gate(call, device)
    await store.write_seen(call.connection, device, call.now)
    return enrolled


async def enrol(call: Call, said: SignedRequest, body: EnrolmentRequest) -> DeviceSettings:
    """Take a device's key, whose signature of this very request proves that the device holds it.

    The same code with the same key again gets the same answer, because the first one may have been lost.
    """
    key = _key_in(body.public_key)
    if not is_signed(key, said.signature, said.message):
        raise signature_refused()
    _check_clock(said, call.now)
    device = await store.lock_by_code(call.connection, code_digest(body.code))
    if device is None or device.state not in (DeviceState.AWAITING, DeviceState.ACTIVE):
        raise enrolment_over()
    if not (device.code_used and device.key == key):
        if device.open_code_until(call.now) is None:
            raise enrolment_over()
        await store.write_enrolment(call.connection, device, key, call.now)
    return await settings_of(call, await _at_gate(call, device))


async def settings_of(call: Call, enrolled: Enrolled) -> DeviceSettings:
    """What the device has to know."""
    device, duty = enrolled.device, enrolled.duty
    limits = await limits_at(call, duty.site)
    rules = await rules_at(call, duty.site, call.now)
    assert duty.entrance is not None  # noqa: S101  (`_at_gate` has found it)
    return DeviceSettings(
        device_id=device.device_id,
        name=device.name,
        site_name=duty.site.name,
        entrance_name=duty.entrance.name,
        on_timeout=device.on_timeout,
        answer_within_seconds=ANSWER_WITHIN_SECONDS,
        reads_documents=device.reads_documents,
        abnormal_celsius=limits.abnormal_celsius,
        site_limit_celsius=limits.site_celsius,
        green_enters=rules.is_green_enough,
        centre_time=call.now,
        prompts=[PromptAnswer(prompt=prompt, words=WordsAnswer.of(words)) for prompt, words in PROMPT_WORDS.items()],
    )


async def _named(call: Call, text: str) -> Device | None:
    try:
        return await store.find_device(call.connection, UUID(text))
    except ValueError:
        return None


async def _at_gate(call: Call, device: Device) -> Enrolled:
    site = await sites_store.find_site(call.connection, device.site_id)
    entrance = site.entrance(device.entrance_id) if site is not None else None
    if site is None or entrance is None or site.state is not SiteState.ACTIVE:
        raise place_resting()
    account = PersonId(device.device_id)
    since = device.enrolled_at or call.now
    duty = Duty(account, site, since, entrance, device_name=device.name)
    return Enrolled(device, duty, Actor(account, device.device_id, frozenset(), organisation=site.name))


def _check_clock(said: SignedRequest, now: datetime) -> None:
    at = instant_in(said.seconds)
    if at is None or abs(now - at) > CLOCK_OFF:
        raise clock_off(now)


def _key_in(text: str) -> PublicKey:
    try:
        return PublicKey.from_point(bytes.fromhex(text))
    except ValueError as error:
        raise bad_public_key() from error
