"""The words of text messages and notices. Pure.

A text message names no colour, no cause and no full name: anybody may read a phone that lies on a table.
"""

from __future__ import annotations

from collections.abc import Mapping

from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.words import Words

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
    "colour_changed": Words(
        "您的安康码由{from_zh}变为{to_zh}，打开健康码页面可查看原因和解除条件。",
        "Your code changed from {from_en} to {to_en}; the code page shows why and what lifts it.",
    ),
}


def text_words(template: str, parameters: Mapping[str, str]) -> Words:
    """The text message in both languages; KeyError for a template or a parameter that is not known."""
    purpose = _PURPOSES.get(parameters.get("purpose", ""), Words("验证", "confirm"))
    return _TEXTS[template].filled(**parameters, purpose_zh=purpose.zh, purpose_en=purpose.en)


def notice_words(template: str, parameters: Mapping[str, str]) -> Words:
    """The notice in both languages; KeyError for a template or a parameter that is not known."""
    if template != "colour_changed":
        return _NOTICES[template].filled(**parameters)
    before, after = COLOUR_WORDS[Colour(parameters["from"])], COLOUR_WORDS[Colour(parameters["to"])]
    return _NOTICES[template].filled(from_zh=before.zh, to_zh=after.zh, from_en=before.en, to_en=after.en)
