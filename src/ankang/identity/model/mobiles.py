"""Mobile numbers: one canonical form, and what is shown of one.

Mainland numbers are kept as their 11 digits (numbering plan of the Ministry of Industry and Information Technology:
1, then 3 to 9), all others as `+` and the digits of ITU-T E.164 (at most 15).
"""

from __future__ import annotations

import re

from ankang.core.errors import invalid_field
from ankang.core.words import Words

_MAINLAND = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")


def check_mobile(typed: str, field: str = "mobile") -> str:
    """The canonical number, or the refusal of the field.

    >>> check_mobile("+86 13805510001"), check_mobile("+852 91234567")
    ('13805510001', '+85291234567')
    """
    text = re.sub(r"[\s-]", "", typed)
    mainland = _MAINLAND.fullmatch(text)
    if mainland is not None:
        return mainland.group(1)
    if _ABROAD.fullmatch(text) is not None:
        return text
    raise invalid_field(
        field,
        "mobile_format",
        Words(
            "手机号码应为 11 位，以 1 开头；境外号码请以 + 和国家或地区代码开头。",
            "A mobile number has 11 digits beginning with 1; numbers abroad begin with + and the country code.",
        ),
    )


def masked_mobile(mobile: str) -> str:
    """The first three and the last four digits of a mainland number, the last four of others.

    >>> masked_mobile("13805510001"), masked_mobile("+85291234567")
    ('138****0001', '****4567')
    """
    return f"{mobile[:3]}****{mobile[-4:]}" if not mobile.startswith("+") else f"****{mobile[-4:]}"
