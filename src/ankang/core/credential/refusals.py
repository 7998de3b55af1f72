"""Why a QR, a renewal request or a key bundle was refused, in words for whoever stands there.

Names are stable: clients branch on them, vectors and statistics carry them. A refusal is a
value; `words` says what came, `next_step` what staff (or the holder) do now. The TypeScript
implementation holds the same names and sentences (`web/src/shared/logic/credential/refusals.ts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ankang.core.words import Words


class Refusal(StrEnum):
    """The closed set of reasons."""

    UNKNOWN_PREFIX = "unknown_prefix"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    UNKNOWN_ISSUER = "unknown_issuer"
    REVOKED_KEY = "revoked_key"
    KEY_OUT_OF_TERM = "key_out_of_term"
    BAD_SIGNATURE = "bad_signature"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    STEP_UP_NEEDED = "step_up_needed"
    STALE_PROOF = "stale_proof"
    STALE_REQUEST = "stale_request"
    OLD_SEQUENCE = "old_sequence"
    REVIVED_KEY = "revived_key"
    DEAD_CODE = "dead_code"
    WRONG_ANSWER = "wrong_answer"
    LIST_TOO_OLD = "list_too_old"
    WRONG_HASH = "wrong_hash"
    MISSING_FILE = "missing_file"

    @property
    def can_be_rescued(self) -> bool:
        """Whether a step-up (a fresh proof over digits that staff show) turns the refusal into a verdict."""
        return self is Refusal.STEP_UP_NEEDED


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal. `detail` is for developers: which part, never a person's data."""

    reason: Refusal
    detail: str = ""

    @property
    def words(self) -> Words:
        """What was wrong, for staff."""
        return _WORDS[self.reason][0]

    @property
    def next_step(self) -> Words:
        """What to do now."""
        return _WORDS[self.reason][1]


_SHOW_DOCUMENT = Words("请核对证件，按证件查询。", "Ask for the document and check by its number.")
_NEW_CODE = Words(
    "请让对方联网打开安康码页面后重新出示；不能联网的，请核对证件。",
    "Ask the holder to go online, open the code page and show it again; if that is impossible, check the document.",
)

_WORDS: dict[Refusal, tuple[Words, Words]] = {
    Refusal.UNKNOWN_PREFIX: (
        Words("这不是本系统能识别的安康码。", "This is not an Ankang Code that this app can read."),
        Words(
            "请让对方打开安康码页面出示；若对方已打开，请更新本应用。",
            "Ask the holder to show the code page of Ankang Code; if they already do, update this app.",
        ),
    ),
    Refusal.TOO_LONG: (
        Words("二维码内容过长，不是安康码。", "The QR holds more than an Ankang Code can."),
        _SHOW_DOCUMENT,
    ),
    Refusal.MALFORMED: (
        Words("二维码内容不完整或格式不符，无法读取。", "The QR is incomplete or not well formed and cannot be read."),
        Words(
            "请让对方刷新安康码、调亮屏幕后再扫；仍读不出，请核对证件。",
            "Ask the holder to refresh the code and brighten the screen; if it still fails, check the document.",
        ),
    ),
    Refusal.UNKNOWN_ISSUER: (
        Words("签发机构不在本机的密钥清单内。", "The issuer is not in this device's key list."),
        Words(
            "请联网更新密钥清单后再扫；仍不识别，请核对证件。",
            "Go online to update the key list and scan again; if it is still unknown, check the document.",
        ),
    ),
    Refusal.REVOKED_KEY: (
        Words("签发此码的密钥已作废。", "The key that signed this code has been revoked."),
        _NEW_CODE,
    ),
    Refusal.KEY_OUT_OF_TERM: (
        Words("此码的签发时间不在密钥的有效期内。", "The code was signed outside the term of its key."),
        _NEW_CODE,
    ),
    Refusal.BAD_SIGNATURE: (
        Words("签名不符，此码可能被改动或伪造。", "The signature does not fit: the code may be altered or forged."),
        Words(
            "不得放行此码；请核对证件，并按规定上报。",
            "Do not let this code pass; check the document and report it as your site's rules say.",
        ),
    ),
    Refusal.NOT_YET: (
        Words("此码的签发时间晚于本机时间。", "The code was signed at a time that this device has not reached."),
        Words("请检查本机时间，联网校时后再扫。", "Check this device's clock, set it online and scan again."),
    ),
    Refusal.EXPIRED: (
        Words("此码已过期，不能再作凭据。", "The code has expired and no longer counts."),
        _NEW_CODE,
    ),
    Refusal.STEP_UP_NEEDED: (
        Words(
            "二维码不够新，可能是截图，或两部手机的时间不一致。",
            "The QR is not fresh: it may be a picture, or the two clocks differ.",
        ),
        Words(
            "请让对方刷新安康码后当面再扫；仍如此，请核对证件。",
            "Ask the holder to refresh the code and scan it in person; if it stays so, check the document.",
        ),
    ),
    Refusal.STALE_PROOF: (
        Words(
            "二维码的生成时间与本机相差超过三分钟，截图和转发的图片不能使用。",
            "The QR was made over three minutes from this device's time; pictures of a code do not count.",
        ),
        Words(
            "请让对方打开安康码页面当面出示，并检查两部手机的时间。",
            "Ask the holder to open the code page and show it in person, and check the clocks of both phones.",
        ),
    ),
    Refusal.STALE_REQUEST: (
        Words("更新请求的时间与服务器相差过大。", "The renewal request's time is too far from the server's."),
        Words("请检查您手机的时间，然后重试。", "Check your phone's clock and try again."),
    ),
    Refusal.OLD_SEQUENCE: (
        Words(
            "收到的密钥清单比本机的旧，已忽略。", "The key list received is older than this device's and was ignored."
        ),
        Words("继续使用本机的清单，稍后再更新。", "Keep using this device's list and update later."),
    ),
    Refusal.DEAD_CODE: (
        Words("此码已停用，不能通行。", "This code was ended and does not pass."),
        Words(
            "请本人打开安康码刷新后再出示，或核对证件。",
            "Ask the holder to renew it in the app and show it again, or check the document.",
        ),
    ),
    Refusal.WRONG_ANSWER: (
        Words(
            "对方手机没有回答本机屏幕上的六位数字。",
            "The holder's phone did not answer the six digits on this screen.",
        ),
        Words(
            "请让对方在安康码页面输入屏幕上的六位数字，再扫新的二维码。",
            "Ask the holder to type the six digits into the code page, then scan the new QR.",
        ),
    ),
    Refusal.LIST_TOO_OLD: (
        Words(
            "本机的名单已超过三天没有更新，无法判定颜色。",
            "This device's lists are more than three days old: no colour can be told.",
        ),
        Words(
            "请联网更新；现在按证件人工核对，不能当作绿码。",
            "Go online to update; until then check the document by hand. This is not green.",
        ),
    ),
    Refusal.WRONG_HASH: (
        Words("收到的文件与清单不符，已丢弃。", "A file does not fit the manifest and was thrown away."),
        Words(
            "本机继续使用原有名单，稍后自动再试。",
            "This device keeps its lists and tries again by itself.",
        ),
    ),
    Refusal.MISSING_FILE: (
        Words("清单中的文件没有取到。", "A file of the manifest could not be fetched."),
        Words(
            "本机继续使用原有名单，稍后自动再试。",
            "This device keeps its lists and tries again by itself.",
        ),
    ),
    Refusal.REVIVED_KEY: (
        Words(
            "收到的密钥清单恢复了已作废的密钥，已拒绝。",
            "The key list received brings a revoked key back and was refused.",
        ),
        Words("继续使用本机的清单，并上报。", "Keep using this device's list and report it."),
    ),
}
