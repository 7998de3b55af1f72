"""The documents of SPEC A5 and what their numbers say.

`check_document` takes what a person typed and gives one canonical `Document`, or refuses with the one
thing to correct. Canonical means: half-width, capital, without spaces and hyphens, and without parts that change
when a document is renewed, so that the same person is found again.

Sources: GB 11643-1999 (number of a citizen: region, birth date, sequence, check character by
ISO 7064 MOD 11-2); State Council, 港澳台居民居住证申领发放办法 (国办发〔2018〕81号), article 9 (codes 810000, 820000,
830000); Ministry of Public Security, 10 March 2010 (Hong Kong and Macau permits: H or M, eight lifelong digits, two
that count renewals; the card of 2013 prints the nine); exit and entry administration, September 2008 (Taiwan
permits: eight lifelong digits, earlier ones with a count and an issuer behind); National Immigration Administration,
2023 edition of the foreign permanent resident card (18 digits that begin with 9; before: three letters and twelve
digits); ICAO Doc 9303-4 (passport numbers: letters and digits, nine in the machine-readable zone).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ankang.core.errors import RefusedError, invalid_field
from ankang.core.words import Words


class DocumentType(StrEnum):
    """The documents of SPEC A5."""

    MAINLAND_ID = "mainland_id"
    HONG_KONG_MACAU_PERMIT = "hong_kong_macau_permit"
    HONG_KONG_MACAU_RESIDENCE = "hong_kong_macau_residence"
    TAIWAN_PERMIT = "taiwan_permit"
    TAIWAN_RESIDENCE = "taiwan_residence"
    PASSPORT = "passport"
    FOREIGN_PERMANENT_RESIDENT = "foreign_permanent_resident"
    OTHER = "other"


# Invented identities of a demonstration carry a region code that no real number has: GB/T 2260 ends at 83, and the
# cards of foreign permanent residents put a province code (at most 65) behind their leading 9.
DEMONSTRATION_REGION_PREFIX = "99"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, 2^(18-i) mod 11
_CHECK_CHARACTERS = "10X98765432"
_OLDEST_YEARS = 130  # nobody has reached 123; a margin, so that only slips of the pen are refused

# `[0-9]`, not `\d`: that also matches the digits of other scripts, and one document would have many numbers.
_CITIZEN_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_SHAPES: dict[DocumentType, tuple[re.Pattern[str], Words]] = {
    DocumentType.HONG_KONG_MACAU_PERMIT: (
        re.compile(r"([HM][0-9]{8})([0-9]{2})?"),
        Words(
            "港澳居民来往内地通行证号码应为 H 或 M 加 8 位数字（旧证另有 2 位换证次数）。",
            "A Hong Kong or Macau permit number is H or M and 8 digits (older cards: 2 more).",
        ),
    ),
    DocumentType.TAIWAN_PERMIT: (
        re.compile(r"([0-9]{8})([0-9]{2})?(\([A-Z0-9]\))?"),
        Words(
            "台湾居民来往大陆通行证号码应为 8 位数字（旧证为 10 位）。",
            "A Taiwan permit number has 8 digits (older ones 10).",
        ),
    ),
    DocumentType.PASSPORT: (
        re.compile(r"((?=.*[0-9])[A-Z0-9]{5,12})"),
        Words(
            "护照号码应为 5 至 12 位字母和数字，请按护照资料页填写。",
            "A passport number has 5 to 12 letters and digits; copy it from the data page.",
        ),
    ),
    DocumentType.OTHER: (
        re.compile(r"([A-Z0-9()/.]{4,32})"),
        Words(
            "证件号码应为 4 至 32 位字母和数字，请按证件填写。",
            "A document number has 4 to 32 letters and digits; copy it from the document.",
        ),
    ),
}
_OLD_RESIDENT_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")

# Documents whose numbers have a citizen's form, and how the numbers begin; all other beginnings are of mainland IDs.
# One number so belongs to one document, whatever kind is chosen: one account per document (SPEC A6).
_BEGINNINGS = {
    DocumentType.HONG_KONG_MACAU_RESIDENCE: re.compile("810000|820000"),
    DocumentType.TAIWAN_RESIDENCE: re.compile("830000"),
    DocumentType.FOREIGN_PERMANENT_RESIDENT: re.compile("9[1-6]"),
}
_KIND_WORDS = {
    DocumentType.MAINLAND_ID: Words("居民身份证", "a mainland ID card"),
    DocumentType.HONG_KONG_MACAU_RESIDENCE: Words("港澳居民居住证", "a Hong Kong and Macau residence permit"),
    DocumentType.TAIWAN_RESIDENCE: Words("台湾居民居住证", "a Taiwan residence permit"),
    DocumentType.FOREIGN_PERMANENT_RESIDENT: Words("外国人永久居留身份证", "a foreign permanent resident card"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A checked document; `region_code` (six digits) only where a mainland number carries one."""

    document_type: DocumentType
    number: str
    birth_date: date
    region_code: str | None = None

    @property
    def is_invented(self) -> bool:
        """Whether the number belongs to the invented people of a demonstration."""
        return self.region_code is not None and self.region_code.startswith(DEMONSTRATION_REGION_PREFIX)


def check_document(
    document_type: DocumentType,
    typed: str,
    *,
    today: date,
    birth_date: date | None = None,
    demonstration: bool = False,
) -> Document:
    """The canonical document, or the refusal that names the field and what to correct.

    `birth_date` is what the person stated; it is needed where the number carries none, and must agree where
    it does. Invented numbers are accepted in a demonstration only.
    """
    number = canonical_number(document_type, typed)
    born = _agreed_birth_date(_carried_birth_date(document_type, number), birth_date, today)
    region = number[:6] if document_type is DocumentType.MAINLAND_ID else None
    document = Document(document_type, number, born, region)
    if document.is_invented and not demonstration:
        raise invalid_field(
            "document_number",
            "invented_number",
            Words(
                f"以 {DEMONSTRATION_REGION_PREFIX} 开头的号码只用于演示，请填写您本人的证件号码。",
                f"Numbers beginning with {DEMONSTRATION_REGION_PREFIX} are for demonstrations; enter your own.",
            ),
        )
    return document


def canonical_number(document_type: DocumentType, typed: str) -> str:
    """The number in the form in which it is kept and searched; the refusal when it cannot be one.

    >>> canonical_number(DocumentType.HONG_KONG_MACAU_PERMIT, "h1234567801")
    'H12345678'
    """
    text = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if document_type in _SHAPES:
        return _number_of_shape(document_type, text)
    if document_type is DocumentType.FOREIGN_PERMANENT_RESIDENT and _OLD_RESIDENT_CARD.fullmatch(text) is not None:
        return text
    _check_citizen_number(text)
    _check_kind(document_type, text)
    return text


def check_character(first_17: str) -> str:
    """The 18th character of a citizen's number (GB 11643, ISO 7064 MOD 11-2).

    >>> check_character("11010519491231002")
    'X'
    """
    return _CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def _number_of_shape(document_type: DocumentType, text: str) -> str:
    pattern, words = _SHAPES[document_type]
    match = pattern.fullmatch(text)
    if match is None:
        raise invalid_field("document_number", "document_format", words)
    if _CITIZEN_NUMBER.fullmatch(text) is not None and check_character(text[:17]) == text[17]:
        _check_kind(document_type, text)  # a citizen's number offered as some other document
    return match.group(1)


def _check_citizen_number(text: str) -> None:
    if len(text) == 15 and text.isdigit():
        # 居民身份证法 as amended on 29 October 2011: first-generation cards ended on 1 January 2013.
        raise _number_refused(
            "first_generation_number",
            "15 位的第一代身份证已停止使用，请填写 18 位号码。",
            "15-digit numbers of first-generation cards are no longer valid; enter the 18 characters.",
        )
    if _CITIZEN_NUMBER.fullmatch(text) is None:
        raise _number_refused(
            "document_length",
            f"证件号码应为 18 位（最后一位可为 X），您填写了 {len(text)} 位。",
            f"The number has 18 characters, digits and perhaps a final X; {len(text)} came.",
        )
    _check_check_character(text)


def _check_kind(document_type: DocumentType, text: str) -> None:
    """Raise unless the number is of this kind of document: it begins as numbers of one kind do."""
    kinds = (kind for kind, beginning in _BEGINNINGS.items() if beginning.match(text))
    kind = next(kinds, DocumentType.MAINLAND_ID)
    if kind is not document_type:
        words = _KIND_WORDS[kind]
        raise _number_refused(
            "document_type_differs",
            f"这是{words.zh}的号码，请把证件类型改为{words.zh}。",
            f"This is the number of {words.en}; please choose that kind of document.",
        )


def _check_check_character(text: str) -> None:
    if check_character(text[:17]) != text[17]:
        raise _number_refused(
            "check_digit",
            "证件号码的校验位不对，可能有一位填错了，请逐位核对。",
            "The check digit does not fit: one digit may be mistyped. Please compare each digit.",
        )


def _carried_birth_date(document_type: DocumentType, number: str) -> date | None:
    if len(number) != 18 or document_type not in _KIND_WORDS:
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise _number_refused(
            "birth_date_impossible",
            f"证件号码中的出生日期 {number[6:14]} 不存在，请核对第 7 至 14 位。",
            f"The birth date in the number, {number[6:14]}, does not exist; check digits 7 to 14.",
        ) from error


def _agreed_birth_date(carried: date | None, stated: date | None, today: date) -> date:
    """The birth date that the number carries, else the stated one; refused where they differ or neither is there."""
    if carried is not None and stated is not None and carried != stated:
        raise invalid_field(
            "birth_date",
            "birth_date_differs",
            Words("出生日期与证件号码中的不一致，请核对。", "The birth date is not the one in the document number."),
        )
    born = carried or stated
    if born is None:
        raise invalid_field(
            "birth_date",
            "birth_date_needed",
            Words("这种证件的号码不含出生日期，请填写出生日期。", "This document carries no birth date; enter it."),
        )
    _check_birth_date(born, today, "document_number" if carried else "birth_date")
    return born


def _check_birth_date(born: date, today: date, field: str) -> None:
    if born > today:
        raise invalid_field(
            field,
            "birth_date_in_future",
            Words(f"出生日期 {born} 还没有到，请核对。", f"The birth date {born} lies in the future; please check it."),
        )
    if born.year < today.year - _OLDEST_YEARS:
        raise invalid_field(
            field,
            "birth_date_impossible",
            Words(f"出生日期 {born} 太早，请核对。", f"The birth date {born} is too long ago; please check it."),
        )


def _number_refused(code: str, zh: str, en: str) -> RefusedError:
    return invalid_field("document_number", code, Words(zh, en))
