"""The words of text messages and notices. Pure.

A text message names no colour, no cause and no full name: anybody may read a phone that lies on a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.words import Words


class NoticeTemplate(StrEnum):
    """One kind of notice inside the app. No notice names a person, a place or a cause: the records do that."""

    COLOUR_CHANGED = "colour_changed"  # from, to
    PROXY_ASKED = "proxy_asked"
    PROXY_BEGAN = "proxy_began"
    PROXY_ENDED = "proxy_ended"
    CORRECTION_ACCEPTED = "correction_accepted"
    CORRECTION_REFUSED = "correction_refused"
    LOOKED_UP = "looked_up"
    CODE_REPLAYED = "code_replayed"
    CODE_MISMATCH = "code_mismatch"
    DOOR_OPENED = "door_opened"


_PURPOSES = {
    "register": Words("注册", "register"),
    "sign_in": Words("登录", "sign in"),
    "reset_password": Words("重设密码", "reset the password"),
}

_TEXTS = {
    "one_time_code": Words(
        "【安康码】验证码 {code}，用于{purpose_zh}，{minutes} 分钟内有效。请勿告诉他人，工作人员不会索要。",
        "[Ankang Code] {code} is your code to {purpose_en}, valid for {minutes} minutes. Tell nobody; staff never ask.",
    ),
    "no_account": Words(
        "【安康码】有人用这个手机号申请验证码，但它没有账号。如是您本人，请先注册；否则无需理会。",
        "[Ankang Code] Somebody asked for a code for this number, which has no account. Register first if it was you.",
    ),
    "proxy_consent": Words(
        "【安康码】{proxy} 想为 {holder} 代办安康码。如您同意，请把验证码 {code} 告诉对方，{minutes} 分钟内有效；"
        "不同意请勿理会。",
        "[Ankang Code] {proxy} asks to act for {holder}. If you agree, give them the code {code}, valid for {minutes} "
        "minutes; otherwise do nothing.",
    ),
    "password_changed": Words(
        "【安康码】您的密码已修改，其他设备已退出登录。如非本人操作，请立即用短信验证码重设密码。",
        "[Ankang Code] Your password was changed and other devices were signed out. If that was not you, reset it now.",
    ),
    "identity_proved": Words(
        "【安康码】您的身份已在窗口核验。请用短信验证码登录。",
        "[Ankang Code] Your identity was proved at a counter. Sign in with an SMS code.",
    ),
    "mobile_moved": Words(
        "【安康码】与这个手机号绑定的账号已由本人凭证件转到新号码。如有疑问，请拨打 12345。",
        "[Ankang Code] The account of this number was moved by its owner, document in hand. Questions: call 12345.",
    ),
}

_NOTICES = {
    NoticeTemplate.COLOUR_CHANGED: Words(
        "您的安康码由{from_zh}变为{to_zh}，打开安康码可查看原因和解除条件。",
        "Your code changed from {from_en} to {to_en}; the code page shows why and what lifts it.",
    ),
    NoticeTemplate.PROXY_ASKED: Words(
        "有人想替您办理安康码。请到“家人”里看是谁，同意或拒绝；不认识的人请拒绝。",
        "Somebody asks to act for you. See who it is on the family page and agree or refuse; refuse strangers.",
    ),
    NoticeTemplate.PROXY_BEGAN: Words(
        "您想代办的人已经同意，现在可以在“家人”里替他（她）办理。",
        "The person agreed that you act for them; you can do so on the family page now.",
    ),
    NoticeTemplate.PROXY_ENDED: Words(
        "一项代办关系已由对方结束，“家人”里是现在还有的。",
        "The other side ended acting for each other; the family page shows what is left.",
    ),
    NoticeTemplate.CORRECTION_ACCEPTED: Words(
        "您的更正已由工作人员核实，颜色已按更正后的内容重新判定。理由见“记录”里的“申领”。",
        "An officer checked and accepted your correction; the colour follows it now. The ground is in your records.",
    ),
    NoticeTemplate.CORRECTION_REFUSED: Words(
        "您的更正没有通过，颜色不变。理由见“记录”里的“申领”；不同意可以打热线申诉。",
        "Your correction was not accepted and the colour stays. The ground is in your records; you may appeal by the "
        "hotline.",
    ),
    NoticeTemplate.LOOKED_UP: Words(
        "有工作人员在哨点用证件号码查过您的码。谁、哪天查的，见“记录”；不是您本人到场请打热线。",
        "Checkpoint staff looked up your code by document number. Your records show who and when; if you were not "
        "there, call the hotline.",
    ),
    NoticeTemplate.CODE_REPLAYED: Words(
        "您的同一个二维码在两处被扫，后一次已被拒绝。请不要把码的截图发给别人。",
        "One and the same QR of yours was scanned twice; the second scan was refused. Send nobody a picture of it.",
    ),
    NoticeTemplate.CODE_MISMATCH: Words(
        "有人用您的码通过哨点，被工作人员发现并拒绝。如果不是您本人，请打热线。",
        "Somebody showed your code at a checkpoint and was refused, because it was not you. If you did not lend it, "
        "call the hotline.",
    ),
    NoticeTemplate.DOOR_OPENED: Words(
        "您负责的场所有人按“本小区居民回家不拦”或“看病救急”放行，已记录，请到场所页查看。",
        "Somebody was let in at your site because they live there, or for care or danger. The site's page shows it.",
    ),
}


def text_words(template: str, parameters: Mapping[str, str]) -> Words:
    """The text message in both languages; KeyError for a template or a parameter that is not known."""
    purpose = _PURPOSES.get(parameters.get("purpose", ""), Words("验证", "confirm"))
    return _TEXTS[template].filled(**parameters, purpose_zh=purpose.zh, purpose_en=purpose.en)


def notice_words(template: str, parameters: Mapping[str, str]) -> Words:
    """The notice in both languages; ValueError for a template, KeyError for a parameter that is not known."""
    kind = NoticeTemplate(template)
    words = _NOTICES[kind]
    if kind is not NoticeTemplate.COLOUR_CHANGED:
        return words.filled(**parameters)
    before, after = COLOUR_WORDS[Colour(parameters["from"])], COLOUR_WORDS[Colour(parameters["to"])]
    return words.filled(from_zh=before.zh, to_zh=after.zh, from_en=before.en, to_en=after.en)
