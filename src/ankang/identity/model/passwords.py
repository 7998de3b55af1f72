"""Which passwords are accepted (NIST SP 800-63B, 5.1.1.2: at least eight characters, no composition rules)."""

from __future__ import annotations

from collections.abc import Iterable

from ankang.core.errors import invalid_field
from ankang.core.words import Words

_LEAST = 8


def check_password(password: str, own_numbers: Iterable[str]) -> None:
    """Refuse a password that is short, only digits, or holds one of the person's own numbers."""
    if len(password) < _LEAST:
        raise invalid_field(
            "password",
            "password_too_short",
            Words(f"密码至少 {_LEAST} 个字符。", f"A password has at least {_LEAST} characters."),
        )
    if password.isdigit():
        raise invalid_field(
            "password",
            "password_only_digits",
            Words("密码不能全是数字，请加上字母或符号。", "A password cannot be digits only; add letters or signs."),
        )
    if any(number.upper() in password.upper() for number in own_numbers if number):
        raise invalid_field(
            "password",
            "password_is_number",
            Words(
                "密码不能包含您的手机号或证件号码。",
                "A password cannot contain your mobile or document number.",
            ),
        )
