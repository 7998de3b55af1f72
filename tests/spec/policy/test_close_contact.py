"""A close contact is red until 14 days after the quarantine began, else after the last contact."""

import pytest

from ankang.core.facts import CloseContact, Quarantine, Source
from ankang.core.policy.assessment import ReviewKind
from spec.policy.story import Story, july, on


@pytest.mark.spec("C1", "P2", "P3")
def test_a_contact_without_quarantine_is_counted_from_the_last_contact() -> None:
    """Last contact on 3 July, recorded on 5 July: days 1 to 14 are 4 to 17 July, green on 18 July at 0:00."""
    story = Story()
    story.add(CloseContact(july(3)), recorded=5)
    story.check_ins(4, 17)

    assert story.colour(5) == "red"
    assert story.turns_on(18) == ("red", "green")


@pytest.mark.spec("C1", "P2")
def test_a_quarantine_moves_the_clock_to_its_start() -> None:
    """Last contact on 3 July, quarantine from 6 July: green on 21 July at 0:00."""
    story = Story()
    story.add(CloseContact(july(3)), recorded=5)
    story.add(Quarantine(july(6)), recorded=6)
    story.check_ins(4, 20)

    assert story.cause("close_contact", 10).clock_started_on == july(6)
    assert story.turns_on(21) == ("red", "green")


@pytest.mark.spec("C1")
def test_a_quarantine_alone_is_a_close_contact() -> None:
    """The department recorded the quarantine but no contact: red from its first day."""
    story = Story()
    story.add(Quarantine(july(6), july(20)), recorded=5)

    assert story.turns_on(6) == ("green", "red")


@pytest.mark.spec("P14")
def test_an_unknown_last_contact_counts_as_the_day_of_recording() -> None:
    """Recorded on 5 July without a day: day 0 is 5 July, green on 20 July at 0:00."""
    story = Story()
    story.add(CloseContact(), recorded=5)
    story.check_ins(5, 19)

    assert story.turns_on(20) == ("red", "green")


@pytest.mark.spec("P3")
@pytest.mark.parametrize(("recorded", "colour"), [(17, "red"), (18, "green")])
def test_the_look_back_is_14_days_from_the_last_contact_to_the_recording(recorded: int, colour: str) -> None:
    """Last contact on 3 July: recorded on 17 July it counts, on 18 July no more."""
    story = Story()
    story.add(CloseContact(july(3)), recorded=recorded)

    assert story.colour(recorded) == colour


@pytest.mark.spec("P3")
def test_an_open_contact_does_not_end_because_the_look_back_has_passed() -> None:
    """Recorded in time and never a check-in: red after a hundred days."""
    story = Story()
    story.add(CloseContact(july(3)), recorded=5)

    assert story.colour(103) == "red"


@pytest.mark.spec("P10")
@pytest.mark.parametrize(("ends", "green_on"), [(15, 21), (20, 21), (27, 28)])
def test_a_quarantine_with_a_known_end_holds_until_it_is_over(ends: int, green_on: int) -> None:
    """Quarantine from 6 July: its own 14 days are over on 20 July; a later end holds, an earlier one does not help."""
    story = Story()
    story.add(Quarantine(july(6), july(ends)), recorded=6)
    story.check_ins(6, 40)

    assert story.turns_on(green_on) == ("red", "green")


@pytest.mark.spec("P10")
def test_a_quarantine_without_end_goes_to_the_officers_the_day_after_and_does_not_hold_the_red() -> None:
    """From 6 July without end: reviewed from 21 July at 0:00 if it is still open; with check-ins it is green then."""
    silent, kept = Story(), Story()
    for story in (silent, kept):
        story.add(Quarantine(july(6)), recorded=6)
    kept.check_ins(7, 20)

    assert silent.on(20, hour=23.99).reviews == ()
    (review,) = silent.on(21, hour=0).reviews
    assert (review.kind, review.due_at) == (ReviewKind.QUARANTINE_WITHOUT_END, on(21))
    assert kept.turns_on(21) == ("red", "green")
    assert kept.on(21).reviews == ()


@pytest.mark.spec("C1")
def test_a_declared_contact_is_red_and_due_for_review_within_24_hours() -> None:
    """Declared on 5 July at 10:00: review by 6 July at 10:00, until the department confirms it."""
    story = Story()
    story.add(CloseContact(july(3)), recorded=5, hour=10, source=Source.DECLARED)

    (review,) = story.on(5).reviews
    assert (review.kind, review.due_at) == (ReviewKind.DECLARED_CONTACT, on(6, 10))
    assert story.colour(5) == "red"

    story.add(Quarantine(july(6)), recorded=6)
    assert story.on(6).reviews == ()


@pytest.mark.spec("P3", "P13")
def test_a_withdrawn_contact_ends_at_once() -> None:
    """An officer finds the declaration mistaken on 6 July at 11:00."""
    story = Story()
    contact = story.add(CloseContact(july(3)), recorded=5, source=Source.DECLARED)
    story.withdraw(contact, recorded=6, hour=11)

    assert story.colour(6, hour=10.99) == "red"
    assert story.colour(6, hour=11) == "green"
