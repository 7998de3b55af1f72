"""Mobiles, passwords, one-time codes, sessions, ages: what identity decides without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from ankang.core.errors import RefusedError
from ankang.core.ids import PersonId
from ankang.identity.model import check_mobile, masked_mobile
from ankang.identity.model.one_time_codes import CodeCheck, SentCode, check_code
from ankang.identity.model.passwords import check_password
from ankang.identity.model.people import age
from ankang.identity.model.proxies import needs_consent
from ankang.identity.model.sessions import DUTY_TERMS, RESIDENT_TERMS, SessionTerms, SessionToken, is_over, parse_cookie

NOW = datetime(2022, 7, 8, 2, 0, tzinfo=UTC)
PERSON = PersonId(UUID(int=7))


@pytest.mark.spec("A1")
@pytest.mark.parametrize("typed", ["13805510001", "+8613805510001", "+86 13805510001", "8613805510001"])
def test_a_mainland_mobile_has_one_form(typed: str) -> None:
    assert check_mobile(typed) == "13805510001"


@pytest.mark.spec("A1", "A5")
@pytest.mark.parametrize("typed", ["12805510001", "1380551000", "055112345678", "+8612345678901", "+0123456789"])
def test_what_is_no_mobile_is_refused_with_what_was_expected(typed: str) -> None:
    with pytest.raises(RefusedError, match="11 digits beginning with 1"):
        check_mobile(typed)


@pytest.mark.spec("M1")
def test_a_masked_mobile_shows_at_most_seven_digits() -> None:
    assert (masked_mobile("13805510001"), masked_mobile("+85291234567")) == ("138****0001", "****4567")


@pytest.mark.spec("A1")
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("abc1234", "password_too_short"),
        ("20220708", "password_only_digits"),
        ("my13805510001", "password_is_number"),
        ("x11010519491231002x", "password_is_number"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check_password(password, ("13805510001", "11010519491231002X"))

    assert caught.value.code == code


@pytest.mark.spec("A1")
@pytest.mark.parametrize(
    ("seconds", "tries", "used", "matches", "outcome"),
    [
        (299, 0, False, True, CodeCheck.RIGHT),
        (300, 0, False, True, CodeCheck.EXPIRED),
        (10, 4, False, True, CodeCheck.RIGHT),
        (10, 5, False, True, CodeCheck.TRIED_TOO_OFTEN),
        (10, 0, True, True, CodeCheck.USED),
        (10, 0, True, False, CodeCheck.WRONG),
        (400, 0, False, False, CodeCheck.WRONG),
    ],
)
def test_a_code_opens_once_within_five_minutes_and_five_tries(
    seconds: int, tries: int, used: bool, matches: bool, outcome: CodeCheck
) -> None:
    sent = SentCode(NOW, NOW + timedelta(minutes=5), tries, used)

    assert check_code(sent, matches=matches, now=NOW + timedelta(seconds=seconds)) is outcome


@pytest.mark.spec("A2")
@pytest.mark.parametrize("terms", [RESIDENT_TERMS, DUTY_TERMS])
def test_a_session_ends_at_the_instant_of_its_idle_and_its_absolute_term(terms: SessionTerms) -> None:
    expires = NOW + terms.absolute

    assert not is_over(terms, last_seen_at=NOW, expires_at=expires, now=NOW + terms.idle - timedelta(seconds=1))
    assert is_over(terms, last_seen_at=NOW, expires_at=expires, now=NOW + terms.idle)
    assert is_over(terms, last_seen_at=expires, expires_at=expires, now=expires)


@pytest.mark.spec("A2", "M1")
def test_a_cookie_gives_back_its_token_and_what_is_stored_does_not() -> None:
    token = SessionToken(PERSON, bytes(range(32)))

    assert parse_cookie(token.cookie) == token
    assert token.digest != token.token
    assert token.token.hex() not in token.csrf
    assert token.has_csrf(token.csrf)
    assert not token.has_csrf("")
    assert not token.has_csrf("密")


@pytest.mark.spec("B5")
@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2004, 7, 8), date(2022, 7, 7), 17),
        (date(2004, 7, 8), date(2022, 7, 8), 18),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
    ],
)
def test_a_child_is_an_adult_on_the_eighteenth_birthday(born: date, on: date, years: int) -> None:
    assert age(born, on) == years


@pytest.mark.spec("B5")
def test_only_the_first_link_of_a_child_without_an_account_needs_nobodys_word() -> None:
    cases = {
        (minor, account, other): needs_consent(is_minor=minor, has_account=account, has_other_proxy=other)
        for minor in (True, False)
        for account in (True, False)
        for other in (True, False)
    }

    assert [case for case, needed in cases.items() if not needed] == [(True, False, False)]
