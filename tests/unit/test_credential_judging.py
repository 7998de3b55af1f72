"""The ladder, the step-up and the lists: what counts of a code at the gate, with no centre asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import credential_parts as parts
import pytest
from credential_parts import BUNDLE, DAY, NOW, canonical, proof, proof_claims, qr, token, token_claims
from publication_parts import PAPER, TODAY, manifest_claims, paper, paper_claims, paper_qr

from ankang.core.colours import Colour
from ankang.core.credential.judging import Judged, Knowledge, Rung, judge, rung_at
from ankang.core.credential.known_lists import KnownLists
from ankang.core.credential.manifest import Manifest
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.step_up import nonce_of
from ankang.core.credential.times import Times

INDEX = 726_505
MINUTES, HOURS = 60, 3600


def known(*, age: float = 0, value: int = 0, paper_value: int = 1, paper_age: float | None = None) -> Knowledge:
    """What a verifier holds whose lists are `age` seconds old at `NOW`, with this value for the code of the parts."""
    days = KnownLists(5, NOW - timedelta(seconds=age), {TODAY: {INDEX: value}} if value else {})
    paper_at = NOW - timedelta(seconds=age if paper_age is None else paper_age)
    lists = KnownLists(5, paper_at, {PAPER + 3: {INDEX: paper_value}} if paper_value else {})
    return Knowledge(BUNDLE, days, lists, Manifest.from_cbor(canonical(manifest_claims())))


def shown(
    at: datetime = NOW, *, issued: datetime = NOW - timedelta(minutes=10), nonce: str = "", **changes: Any
) -> str:
    """The text that the holder's phone shows at an instant."""
    begin = int(issued.timestamp())
    claims = proof_claims(iat=int(at.timestamp()), **({"cnonce": nonce_of(nonce)} if nonce else {}))
    return qr(proof(token(token_claims(iat=begin, exp=begin + DAY, **changes)), claims))


def judged(outcome: Judged | Refused) -> Judged:
    assert isinstance(outcome, Judged), outcome
    return outcome


def reason(outcome: Judged | Refused) -> Refusal:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("age", "rung"),
    [
        (0, Rung.FRESH),
        (15 * MINUTES, Rung.FRESH),
        (15 * MINUTES + 1, Rung.AGED),
        (24 * HOURS, Rung.AGED),
        (24 * HOURS + 1, Rung.AMBER),
        (72 * HOURS, Rung.AMBER),
        (72 * HOURS + 1, Rung.MANUAL),
        (None, Rung.MANUAL),
    ],
)
def test_the_age_of_the_lists_alone_leads_down_the_ladder(age: float | None, rung: Rung) -> None:
    assert rung_at(age) is rung


@pytest.mark.spec("D9", "L6")
def test_a_green_code_is_green_amber_and_no_more_judged_as_the_lists_age() -> None:
    for age, rung, amber in ((15 * MINUTES, Rung.FRESH, False), (DAY, Rung.AGED, False), (3 * DAY, Rung.AMBER, True)):
        found = judged(judge(shown(), known(age=age), NOW))
        assert (found.colour, found.rung, found.amber, found.is_paper) == (Colour.GREEN, rung, amber, False)
    assert reason(judge(shown(), known(age=3 * DAY + 1), NOW)) is Refusal.LIST_TOO_OLD
    assert reason(judge(shown(), Knowledge(BUNDLE, None), NOW)) is Refusal.LIST_TOO_OLD


@pytest.mark.spec("D9")
def test_an_expired_token_is_refused_while_the_centre_can_be_reached_and_amber_when_it_cannot() -> None:
    issued = NOW - timedelta(days=1)
    text = shown(issued=issued)

    assert reason(judge(text, known(age=15 * MINUTES), NOW)) is Refusal.EXPIRED
    found = judged(judge(text, known(age=15 * MINUTES + 1), NOW))
    assert (found.rung, found.amber) == (Rung.AGED, True)
    assert not judged(judge(shown(issued=issued + timedelta(seconds=1)), known(age=HOURS), NOW)).amber


@pytest.mark.spec("D9")
def test_grace_ends_three_days_after_the_issuance() -> None:
    last = NOW - timedelta(hours=72)

    assert judged(judge(shown(issued=last), known(age=HOURS), NOW)).amber
    assert reason(judge(shown(issued=last - timedelta(seconds=1)), known(age=HOURS), NOW)) is Refusal.EXPIRED


@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("signed", "value", "counts"),
    [(0, 0, Colour.GREEN), (0, 2, Colour.YELLOW), (0, 3, Colour.RED), (1, 3, Colour.RED), (2, 2, Colour.RED)],
)
def test_a_colour_that_changed_since_the_signing_counts(signed: int, value: int, counts: Colour) -> None:
    assert judged(judge(shown(colour=signed), known(value=value), NOW)).colour is counts


@pytest.mark.spec("D9")
def test_a_dead_code_is_refused_although_it_is_genuine_and_green() -> None:
    assert reason(judge(shown(), known(value=1), NOW)) is Refusal.DEAD_CODE
    assert judged(judge(shown(index=INDEX + 1), known(value=1), NOW)).colour is Colour.GREEN


@pytest.mark.spec("D2", "R13", "D9")
@pytest.mark.parametrize(
    ("seconds", "as_it_stands", "with_digits"),
    [
        (0, None, Refusal.WRONG_ANSWER),
        (45, None, Refusal.WRONG_ANSWER),
        (90, Refusal.STEP_UP_NEEDED, Refusal.WRONG_ANSWER),
        (200, Refusal.STALE_PROOF, Refusal.STALE_PROOF),
    ],
)
def test_a_screenshot_passes_for_a_minute_and_answers_no_digits(
    seconds: int, as_it_stands: Refusal | None, with_digits: Refusal
) -> None:
    picture, now = shown(), NOW + timedelta(seconds=seconds)

    outcome = judge(picture, known(), now)
    asked = judge(picture, known(), now, digits=nonce_of("074205"))

    assert (outcome.reason if isinstance(outcome, Refused) else None) is as_it_stands
    assert reason(asked) is with_digits


@pytest.mark.spec("D2", "D9")
@pytest.mark.parametrize(("off", "passes"), [(0, True), (180, True), (-180, True), (181, False), (-181, False)])
def test_the_right_digits_rescue_a_clock_that_is_up_to_three_minutes_off(off: int, passes: bool) -> None:
    text = shown(NOW - timedelta(seconds=off), nonce="074205")

    outcome = judge(text, known(), NOW, digits=nonce_of("074205"))

    if not passes:
        assert reason(outcome) is Refusal.STALE_PROOF
        return
    code = judged(outcome).code
    assert getattr(code, "answered", None) is True


@pytest.mark.spec("D2")
def test_the_digits_of_an_earlier_step_up_do_not_answer_the_next() -> None:
    assert reason(judge(shown(nonce="074205"), known(), NOW, digits=nonce_of("074206"))) is Refusal.WRONG_ANSWER


@pytest.mark.parametrize("digits", ["12345", "1234567", "12345a", "１２３４５６", "-12345", "12345\n", ""])
def test_a_step_up_has_six_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="expected 6 digits"):
        nonce_of(digits)


def test_the_answer_is_the_number_in_four_bytes() -> None:
    assert [nonce_of(digits).hex() for digits in ("000000", "074205", "999999")] == ["00000000", "000121dd", "000f423f"]


@pytest.mark.spec("D9")
def test_a_clock_behind_the_lists_counts_as_the_time_of_the_lists() -> None:
    """The lists of a day that was over were dropped, so a token of that day must not be judged without them."""
    three_days_ago = NOW - timedelta(days=3, seconds=1)
    text = shown(three_days_ago, issued=three_days_ago)

    assert reason(judge(text, known(), three_days_ago)) is Refusal.EXPIRED


@pytest.mark.spec("D9")
def test_another_issuers_code_is_not_looked_up_in_our_lists() -> None:
    """Its list of the same number speaks of other people; it counts as signed and the document is compared."""
    neighbour = qr(proof(token(token_claims(iss="CN-JS"), by=parts.NEIGHBOUR)))

    found = judged(judge(neighbour, known(value=1), NOW))

    assert (found.colour, found.amber) == (Colour.GREEN, True)


def test_a_token_that_names_a_paper_list_is_malformed() -> None:
    assert reason(judge(shown(list_id=PAPER), known(), NOW)) is Refusal.MALFORMED


@pytest.mark.parametrize(("beacon", "since"), [(b"bea1", 360), (b"bea2", 60), (b"none", None), (None, None)])
def test_a_known_beacon_says_since_when_the_proof_can_exist(beacon: bytes | None, since: int | None) -> None:
    claims = proof_claims(**({} if beacon is None else {"beacon": beacon}))

    found = judged(judge(qr(proof(claims=claims)), known(), NOW))

    assert found.made_after == (None if since is None else NOW - timedelta(seconds=since))
    assert judged(judge(qr(proof(claims=claims)), replace(known(), newest=None), NOW)).made_after is None


@pytest.mark.spec("D10", "L6")
@pytest.mark.parametrize(
    ("value", "counts"), [(0, Refusal.DEAD_CODE), (1, Colour.GREEN), (2, Colour.YELLOW), (3, Colour.RED)]
)
def test_a_paper_code_has_the_colour_of_its_list_and_none_without_an_entry(value: int, counts: object) -> None:
    outcome = judge(paper_qr(paper()), known(paper_value=value), NOW)

    if isinstance(counts, Refusal):
        assert reason(outcome) is counts
    else:
        assert (judged(outcome).colour, judged(outcome).is_paper) == (counts, True)


@pytest.mark.spec("D10", "D9")
def test_a_paper_code_goes_down_the_same_ladder_by_the_age_of_its_own_list() -> None:
    text = paper_qr(paper())

    assert not judged(judge(text, known(paper_age=DAY), NOW)).amber
    assert judged(judge(text, known(paper_age=DAY + 1), NOW)).amber
    assert reason(judge(text, known(paper_age=3 * DAY + 1), NOW)) is Refusal.LIST_TOO_OLD
    assert reason(judge(text, replace(known(), paper=None), NOW)) is Refusal.LIST_TOO_OLD


@pytest.mark.spec("D10")
def test_another_issuers_paper_code_has_no_colour_here() -> None:
    text = paper_qr(paper(paper_claims(iss="CN-JS"), by=parts.NEIGHBOUR))

    assert reason(judge(text, known(), NOW)) is Refusal.LIST_TOO_OLD


@pytest.mark.spec("D9")
@pytest.mark.parametrize("term_ends", [0, -1])
def test_a_bundle_whose_keys_ran_out_vouches_for_nothing_newer(term_ends: int) -> None:
    """What was signed in the term stays good; a code that is issued after it is refused."""
    end, issuer = NOW + timedelta(seconds=term_ends), parts.public_key(parts.ISSUER)
    keys = tuple(replace(key, not_after=end) if key.public_key == issuer else key for key in BUNDLE.keys)
    lists = replace(known(), keys=replace(BUNDLE, keys=keys))

    outcome = judge(shown(issued=NOW), lists, NOW)

    assert isinstance(outcome, Judged) is (term_ends == 0)
    assert isinstance(judge(shown(), lists, NOW), Judged)
    if term_ends:
        assert reason(outcome) is Refusal.KEY_OUT_OF_TERM


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"list_fresh": 25 * HOURS}, "the ladder goes down"),
        ({"list_normal": 73 * HOURS}, "the ladder goes down"),
        ({"grace": 72 * HOURS + 1}, "live four days"),
        ({"digits": 0}, "positive number of seconds for digits"),
        ({"beacon": -1}, "positive number of seconds for beacon"),
    ],
)
def test_times_that_contradict_each_other_are_refused(changes: dict[str, int], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        Times(**changes)


def test_policy_may_move_the_steps_of_the_ladder() -> None:
    times = Times(list_fresh=60, list_normal=120, list_amber=180)

    assert [rung_at(age, times) for age in (60, 120, 180, 181)] == [Rung.FRESH, Rung.AGED, Rung.AMBER, Rung.MANUAL]
