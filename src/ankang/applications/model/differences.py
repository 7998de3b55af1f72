"""What a correction changes in a form, one sentence a field, for the officer who decides about it. Pure.

symptoms: dry cough → none
contact with a case: yes, last on 3 July → no
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ankang.applications.schemas import Address, ApplicationRequest, ArrivalStatement, ContactHistory
from ankang.core.facts import Symptom
from ankang.core.policy.sentences import SYMPTOM_WORDS, day_words
from ankang.core.words import Words

PlaceName = Callable[[str], str]
"""The name of a division code; the caller knows the lists."""

_NONE = Words("没有", "none")
_NO = Words("否", "no")


def differences(before: ApplicationRequest, after: ApplicationRequest, place_name: PlaceName) -> list[Words]:
    """The fields that differ, as 「症状：干咳 → 没有」, in the order of the form; empty where none does."""
    old, new = _fields(before, place_name), _fields(after, place_name)
    return [
        Words(f"{label.zh}：{old[label].zh} → {said.zh}", f"{label.en}: {old[label].en} → {said.en}")
        for label, said in new.items()
        if old[label] != said
    ]


def _fields(form: ApplicationRequest, place_name: PlaceName) -> Mapping[Words, Words]:
    passed = [place_name(code) for code in form.arrival.cities_passed]
    return {
        Words("住址", "Address"): _address(form.address, place_name),
        Words("工作单位", "Workplace"): _text(form.workplace),
        Words("来自外地", "Arriving from outside"): _arrival(form.arrival, place_name),
        Words("途经城市", "Cities on the way"): _text("、".join(passed)),
        Words("隔离满 14 天", "Isolated for 14 days"): _yes(form.arrival.isolated_14_days),
        Words("症状", "Symptoms"): _symptoms(form.symptoms),
        Words("接触病例", "Contact with a case"): _contact(form.contact),
    }


def _address(address: Address, place_name: PlaceName) -> Words:
    parts = [place_name(address.division_code), address.compound_name, address.building, address.unit, address.room]
    return _text(" ".join(part for part in parts if part))


def _arrival(arrival: ArrivalStatement, place_name: PlaceName) -> Words:
    if not arrival.from_outside:
        return _NO
    origin = place_name(arrival.origin_division_code or "")
    if arrival.arrives_on is None:
        return _text(origin)
    day = day_words(arrival.arrives_on)
    return Words(f"{origin}，{day.zh}到", f"{origin}, on {day.en}")


def _contact(contact: ContactHistory) -> Words:
    if not contact.close_contact:
        return _NO
    if contact.last_contact_on is None:
        return Words("是", "yes")
    day = day_words(contact.last_contact_on)
    return Words(f"是，最后一次 {day.zh}", f"yes, last on {day.en}")


def _symptoms(symptoms: list[Symptom]) -> Words:
    words = [SYMPTOM_WORDS[symptom] for symptom in SYMPTOM_WORDS if symptom in symptoms]
    return Words("、".join(item.zh for item in words), ", ".join(item.en for item in words)) if words else _NONE


def _yes(said: bool) -> Words:
    return Words("是", "yes") if said else _NO


def _text(said: str) -> Words:
    return Words(said, said) if said else _NONE
