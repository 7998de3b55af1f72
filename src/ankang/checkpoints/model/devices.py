"""Gate devices (turnstiles, doors): what they may do, what they are told, why they are refused. Pure.

    awaiting --enrolment--> active <--> suspended
    any of them --> revoked, for good

A device has a key of its own, of which the centre holds the public half alone. The words at the gate are those that
gates of this kind have always said; three of our own say what those leave open. A prompt never tells a cause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from ankang.checkpoints.model.verdicts import Verdict
from ankang.core.colours import Colour
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.refusals import Refusal
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.ids import SiteId
from ankang.core.words import Words

ENROLMENT_TERM = timedelta(hours=2)
"""As long as somebody with the code walks to the gate and types it; a new one takes a moment."""
DEVICE_LOOK_UPS_PER_HOUR = 240
"""One card every fifteen seconds, as fast as one lane is; copying a list of numbers takes far more (R11)."""
MOST_DEVICES = 40
"""Of one site: two lanes at each of its entrances."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a device was last seen: a rush does not write it with each person."""


class DeviceState(StrEnum):
    """How far a device has come. Stored values."""

    AWAITING = "awaiting"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class OnTimeout(StrEnum):
    """What a gate does when no answer comes in time. Stored values."""

    BAR = "bar"
    PASS = "pass"  # noqa: S105  (what a gate does, no password)


STATE_WORDS = {
    DeviceState.AWAITING: Words("等待登记", "Awaiting enrolment"),
    DeviceState.ACTIVE: Words("使用中", "In use"),
    DeviceState.SUSPENDED: Words("已暂停", "Suspended"),
    DeviceState.REVOKED: Words("已注销", "Revoked"),
}


@dataclass(frozen=True, slots=True)
class Device:
    """A device at an entrance. `held` True: an officer suspended it, and its keeper cannot let it work again."""

    site_id: SiteId
    device_id: UUID
    entrance_id: UUID
    name: str
    state: DeviceState
    on_timeout: OnTimeout
    reads_documents: bool
    registered_at: datetime
    key: PublicKey | None = None
    enrolled_at: datetime | None = None
    last_seen_at: datetime | None = None
    code_expires_at: datetime | None = None
    code_used: bool = False
    held: bool = False

    def open_code_until(self, now: datetime) -> datetime | None:
        """Until when an enrolment code can be used; None where none can."""
        is_open = self.code_expires_at is not None and not self.code_used and self.code_expires_at > now
        return self.code_expires_at if is_open else None


class Prompt(StrEnum):
    """What a gate says, by a stable name."""

    NO_CODE = "no_code"
    GREEN_PASS = "green_pass"  # noqa: S105  (a prompt, no password)
    YELLOW_REVIEW = "yellow_review"
    RED_BARRED = "red_barred"
    GREY_REVIEW = "grey_review"
    TEMPERATURE = "temperature_abnormal"
    PLEASE_PASS = "please_pass"  # noqa: S105  (a prompt, no password)
    SEPARATE_LANE = "separate_lane"
    REFRESH_CODE = "refresh_code"
    SEE_STAFF = "see_staff"


PROMPT_WORDS = {
    Prompt.NO_CODE: Words("健康码未申领", "No health code yet"),
    Prompt.GREEN_PASS: Words("绿码请通行", "Green code, please pass"),
    Prompt.YELLOW_REVIEW: Words("黄码请复核", "Yellow code, please see staff"),
    Prompt.RED_BARRED: Words("红码禁止通行", "Red code, no entry"),
    Prompt.GREY_REVIEW: Words("灰码请复核", "Grey code, please see staff"),
    Prompt.TEMPERATURE: Words("温度异常", "Abnormal temperature"),
    # Our own: what a site's rules, a medical site or a code that is not read leave to say.
    Prompt.PLEASE_PASS: Words("请通行", "Please pass"),
    Prompt.SEPARATE_LANE: Words("请走专用通道", "Please use the separate lane"),
    Prompt.REFRESH_CODE: Words("请刷新安康码后再扫", "Please refresh the code and scan again"),
    Prompt.SEE_STAFF: Words("请到人工通道", "Please see the staff"),
}
_LET_IN: dict[Colour | None, Prompt] = {Colour.GREEN: Prompt.GREEN_PASS}
_KEPT_OUT: dict[Colour | None, Prompt] = {
    Colour.YELLOW: Prompt.YELLOW_REVIEW,
    Colour.RED: Prompt.RED_BARRED,
    Colour.GREY: Prompt.GREY_REVIEW,
}
_TO_REFRESH = {Refusal.EXPIRED.value, Refusal.STALE_PROOF.value, Refusal.STEP_UP_NEEDED.value, "replayed"}


@dataclass(frozen=True, slots=True)
class AtGate:
    """What is known of somebody before a gate. `verdict` after the reading; `colour` None where nobody is known."""

    verdict: Verdict
    colour: Colour | None
    refusal: str | None = None
    separate_lane: bool = False
    too_warm: bool = False


def prompt_for(seen: AtGate) -> Prompt:
    """What the gate says."""
    if seen.too_warm or seen.verdict is Verdict.RECHECK:
        return Prompt.TEMPERATURE
    if seen.verdict is Verdict.PASS:
        return Prompt.SEPARATE_LANE if seen.separate_lane else _LET_IN.get(seen.colour, Prompt.PLEASE_PASS)
    if seen.verdict is Verdict.REFUSED:
        return Prompt.REFRESH_CODE if seen.refusal in _TO_REFRESH else Prompt.SEE_STAFF
    if seen.verdict is Verdict.GREY:
        return Prompt.NO_CODE if seen.colour is None else Prompt.GREY_REVIEW
    if seen.verdict is Verdict.STOP:
        return _KEPT_OUT.get(seen.colour, Prompt.SEE_STAFF)
    return Prompt.SEE_STAFF


def opens(prompt: Prompt) -> bool:
    """Whether the gate opens: the prompt and the gate never say different things."""
    return prompt in (Prompt.GREEN_PASS, Prompt.PLEASE_PASS)


def signature_refused() -> RefusedError:
    """A device that nobody knows and a signature that does not fit its key are told alike."""
    return RefusedError(
        RefusalKind.UNAUTHENTICATED,
        "device_signature",
        Words(
            "设备编号或签名不对。请核对设备密钥，或在场所页面重新登记设备。",
            "No such device, or not signed with its key. Check the key, or enrol the device again on the site's page.",
        ),
    )


def clock_off(now: datetime) -> RefusedError:
    """The device's clock is more than five minutes off; the refusal carries the centre's."""
    return RefusedError(
        RefusalKind.UNAUTHENTICATED,
        "clock_off",
        Words(
            "设备时钟与中心相差超过 5 分钟。请按 centre_time 校准后重新签名再发。",
            "The device's clock is more than 5 minutes off. Set it by centre_time, sign again and send again.",
        ),
        centre_time=now,
    )


def not_working(state: DeviceState) -> RefusedError:
    """A device that is suspended or revoked; only who holds its key learns which."""
    words = STATE_WORDS[state]
    return RefusedError(
        RefusalKind.FORBIDDEN,
        f"device_{state.value}",
        Words(f"这台设备{words.zh}，请联系场所负责人。", f"This device is {words.en.lower()}; ask the site's keeper."),
    )


def place_resting() -> RefusedError:
    """The site is suspended or not approved, or the entrance was closed."""
    return RefusedError(
        RefusalKind.FORBIDDEN,
        "site_resting",
        Words("这个场所或出入口现在没有启用，闸机不能使用。", "This site or entrance is not in use; its gates rest."),
    )


def documents_not_read() -> RefusedError:
    """The site has not allowed this device to look people up by number."""
    return RefusedError(
        RefusalKind.FORBIDDEN,
        "documents_not_allowed",
        Words(
            "这台设备没有开通刷证件，请出示安康码，或到人工通道。",
            "This device may not read documents. Show the code, or see the staff.",
        ),
    )


def code_or_document() -> RefusedError:
    """A pass is asked for with a code, or with a document: one of them."""
    return invalid_field(
        "qr_text",
        "code_or_document",
        Words("请给出二维码文本或证件号码，二者取一。", "Send the QR text or the document number, one of the two."),
    )


def bad_public_key() -> RefusedError:
    """Not a point of the curve."""
    return invalid_field(
        "public_key",
        "public_key_format",
        Words(
            "公钥应为 P-256 曲线上的点（SEC 1），33 或 65 字节的十六进制。",
            "Expected a point of P-256 (SEC 1), 33 or 65 bytes in hexadecimal.",
        ),
    )


def enrolment_over() -> RefusedError:
    """Used, revoked, replaced, out of time, or never made: all alike to who types a code."""
    return invalid_field(
        "code",
        "enrolment_over",
        Words(
            "这个登记码已用过、已作废或已过期，请在场所页面取一个新的。",
            "This enrolment code was used, revoked or has expired; get a new one on the site's page.",
        ),
    )


def too_many_devices() -> RefusedError:
    """More gates than a site has."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "too_many_devices",
        Words(f"一个场所最多 {MOST_DEVICES} 台设备。", f"A site has at most {MOST_DEVICES} devices."),
    )


def state_after(device: Device, wanted: DeviceState, *, by_officer: bool) -> Device:
    """The device after a keeper's or an officer's word; the refusal of one that its state does not allow."""
    if wanted is DeviceState.ACTIVE and device.key is None:
        wanted = DeviceState.AWAITING
    if device.state is DeviceState.REVOKED and wanted is not DeviceState.REVOKED:
        raise _over(Words("设备已注销，请登记新设备。", "The device was revoked; register a new one."))
    if device.held and not by_officer and wanted is not DeviceState.REVOKED:
        raise _over(Words("设备由卫健部门暂停，请联系他们。", "The health authority suspended the device; ask them."))
    return replace(device, state=wanted, held=by_officer and wanted is DeviceState.SUSPENDED)


def _over(words: Words) -> RefusedError:
    return RefusedError(RefusalKind.CONFLICT, "device_state", words)
