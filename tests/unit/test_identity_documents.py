"""Documents: what a number must be, and the one thing to correct when it is not (SPEC A1, A5)."""

from __future__ import annotations

from datetime import date

import pytest

from ankang.core.errors import RefusedError
from ankang.identity.model import Document, DocumentType, check_character, check_document

TODAY = date(2022, 7, 8)
BORN = date(1985, 3, 2)


def refused(document_type: DocumentType, typed: str, **options: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        check_document(document_type, typed, today=TODAY, **options)  # type: ignore[arg-type]  # cases vary the keywords
    return caught.value


@pytest.mark.spec("A1")
def test_the_worked_examples_of_the_standard_have_their_check_characters() -> None:
    # GB 11643-1999, annex A.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@pytest.mark.spec("A1")
def test_a_number_is_read_however_it_was_typed() -> None:
    document = check_document(DocumentType.MAINLAND_ID, "１１０１０５ 19491231-002ｘ", today=TODAY)

    assert document == Document(DocumentType.MAINLAND_ID, "11010519491231002X", date(1949, 12, 31), "110105")


@pytest.mark.spec("A1")
@pytest.mark.parametrize(
    ("typed", "code", "zh", "en"),
    [
        ("110105194912310021", "check_digit", "校验位不对", "The check digit does not fit"),
        ("11010519491331002X", "check_digit", "校验位不对", "The check digit does not fit"),
        ("110105199002300011", "birth_date_impossible", "19900230 不存在", "19900230, does not exist"),
        ("110105203001010012", "birth_date_in_future", "2030-01-01 还没有到", "lies in the future"),
        ("110105188001010017", "birth_date_impossible", "1880-01-01 太早", "too long ago"),
        ("1101051949123100", "document_length", "应为 18 位（最后一位可为 X），您填写了 16 位", "16 came"),
        ("11010519491231X023", "document_length", "应为 18 位", "The number has 18 characters"),
        ("110105491231002", "first_generation_number", "第一代身份证已停止使用", "no longer valid"),
    ],
)
def test_a_wrong_number_names_what_to_correct(typed: str, code: str, zh: str, en: str) -> None:
    # Cases about the birth date carry the right check character, so that only the date is wrong.
    number = typed[:17] + check_character(typed[:17]) if code.startswith("birth_date") else typed

    refusal = refused(DocumentType.MAINLAND_ID, number)

    assert (refusal.code, refusal.fields[0].field) == (code, "document_number")
    assert zh in refusal.words.zh
    assert en in refusal.words.en


@pytest.mark.spec("A1")
def test_a_birth_date_of_today_is_accepted_and_one_of_tomorrow_is_not() -> None:
    today = "34010220220708" + "001"
    tomorrow = "34010220220709" + "001"

    assert check_document(DocumentType.MAINLAND_ID, today + check_character(today), today=TODAY).birth_date == TODAY
    assert refused(DocumentType.MAINLAND_ID, tomorrow + check_character(tomorrow)).code == "birth_date_in_future"


@pytest.mark.spec("A5")
@pytest.mark.parametrize(
    ("document_type", "typed", "canonical"),
    [
        (DocumentType.HONG_KONG_MACAU_PERMIT, "h12345678", "H12345678"),
        (DocumentType.HONG_KONG_MACAU_PERMIT, "M1234567802", "M12345678"),
        (DocumentType.TAIWAN_PERMIT, "12345678", "12345678"),
        (DocumentType.TAIWAN_PERMIT, "1234567801(B)", "12345678"),
        (DocumentType.PASSPORT, "e 1234 5678", "E12345678"),
        (DocumentType.FOREIGN_PERMANENT_RESIDENT, "CAN310081080324", "CAN310081080324"),
        (DocumentType.OTHER, "SEA-2020/0311", "SEA2020/0311"),
    ],
)
def test_a_document_without_a_birth_date_is_kept_without_what_a_renewal_changes(
    document_type: DocumentType, typed: str, canonical: str
) -> None:
    assert check_document(document_type, typed, today=TODAY, birth_date=BORN) == Document(
        document_type, canonical, BORN
    )


@pytest.mark.spec("A5")
@pytest.mark.parametrize(
    ("document_type", "region"),
    [
        (DocumentType.HONG_KONG_MACAU_RESIDENCE, "810000"),
        (DocumentType.HONG_KONG_MACAU_RESIDENCE, "820000"),
        (DocumentType.TAIWAN_RESIDENCE, "830000"),
        (DocumentType.FOREIGN_PERMANENT_RESIDENT, "911124"),
    ],
)
def test_an_eighteen_character_card_carries_birth_date_and_check_character(
    document_type: DocumentType, region: str
) -> None:
    first_17 = f"{region}19850302002"

    document = check_document(document_type, first_17 + check_character(first_17), today=TODAY)

    assert document.birth_date == BORN
    wrong = "0" if check_character(first_17) != "0" else "1"
    assert refused(document_type, first_17 + wrong).code == "check_digit"


@pytest.mark.spec("A5")
@pytest.mark.parametrize(
    ("document_type", "typed", "code"),
    [
        (DocumentType.HONG_KONG_MACAU_PERMIT, "C12345678", "document_format"),
        (DocumentType.TAIWAN_PERMIT, "1234567", "document_format"),
        (DocumentType.PASSPORT, "ABCDEFG", "document_format"),
        (DocumentType.OTHER, "身份证明", "document_format"),
        (DocumentType.FOREIGN_PERMANENT_RESIDENT, "CAN31008108032", "document_length"),
    ],
)
def test_a_number_of_the_wrong_shape_is_refused_in_both_languages(
    document_type: DocumentType, typed: str, code: str
) -> None:
    refusal = refused(document_type, typed, birth_date=BORN)

    assert refusal.code == code
    assert refusal.words.zh
    assert refusal.words.en


CARDS = {
    DocumentType.MAINLAND_ID: ("340102", "a mainland ID card"),
    DocumentType.HONG_KONG_MACAU_RESIDENCE: ("810000", "a Hong Kong and Macau residence permit"),
    DocumentType.TAIWAN_RESIDENCE: ("830000", "a Taiwan residence permit"),
    DocumentType.FOREIGN_PERMANENT_RESIDENT: ("911124", "a foreign permanent resident card"),
}


@pytest.mark.spec("A5", "A6")
@pytest.mark.parametrize("kind", CARDS)
def test_one_number_is_accepted_for_one_kind_of_document_only(kind: DocumentType) -> None:
    region, name = CARDS[kind]
    first_17 = f"{region}19850302001"
    number = first_17 + check_character(first_17)

    assert check_document(kind, number, today=TODAY).number == number
    for other in {*CARDS, DocumentType.OTHER} - {kind}:
        refusal = refused(other, number, birth_date=BORN)
        assert refusal.code == "document_type_differs"
        assert refusal.words.en == f"This is the number of {name}; please choose that kind of document."


@pytest.mark.spec("A1", "A6")
@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966", "\U0001d7ce"])
def test_digits_of_other_scripts_make_no_second_number(zero: str) -> None:
    """Full-width and mathematical digits are read as what they look like; all others are no digits."""
    typed = "".join(chr(ord(zero) + int(digit)) for digit in "11010519491231002") + "X"

    if zero == "\U0001d7ce":
        assert check_document(DocumentType.MAINLAND_ID, typed, today=TODAY).number == "11010519491231002X"
    else:
        assert refused(DocumentType.MAINLAND_ID, typed).code == "document_length"
        assert refused(DocumentType.TAIWAN_PERMIT, typed[:8]).code == "document_format"


@pytest.mark.spec("A5")
def test_a_document_that_carries_no_birth_date_asks_for_one() -> None:
    refusal = refused(DocumentType.PASSPORT, "E12345678")

    assert (refusal.code, refusal.fields[0].field) == ("birth_date_needed", "birth_date")


@pytest.mark.spec("A5")
def test_a_stated_birth_date_must_agree_with_the_number() -> None:
    assert refused(DocumentType.MAINLAND_ID, "11010519491231002X", birth_date=BORN).code == "birth_date_differs"


@pytest.mark.spec("A1")
def test_an_invented_number_is_accepted_in_a_demonstration_only() -> None:
    first_17 = "99340119900517001"
    number = first_17 + check_character(first_17)

    assert check_document(DocumentType.MAINLAND_ID, number, today=TODAY, demonstration=True).is_invented
    assert refused(DocumentType.MAINLAND_ID, number).code == "invented_number"
