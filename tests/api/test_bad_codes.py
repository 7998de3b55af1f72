"""Texts that are no code of ours, at the gate and at the centre: each gets a verdict or a refusal in words."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ankang.core.credential import base45
from ankang.core.credential.present import PREFIX
from support.application import World
from support.gates import Gate, open_gate
from support.phones import Phone, base64url, resident_with_phone
from support.problems import problem_of
from support.written import written

pytestmark = pytest.mark.anyio

FUZZ = settings(
    max_examples=150,
    deadline=None,  # a database answers when it answers
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # one world for all examples: none of them changes it
)
JSON = {"content-type": "application/json"}
# What every scan may write: that it was refused, and that its key was answered.
COUNTED_SCANS = frozenset({"refused_scans", "answered_keys", "sessions"})

TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=300),
    st.text(st.sampled_from(base45.ALPHABET), max_size=300).map(PREFIX.__add__),
    st.binary(max_size=300).map(lambda data: PREFIX + base45.encode(data)),
    st.sampled_from(["HC1:", "https://example.org/s/AAAA", "34010219900517001X#2022", PREFIX.lower(), PREFIX * 9]),
)


@pytest.fixture
async def gate(world: World) -> Gate:
    """One gate for all examples of a test; the keys that it verifies by are published."""
    assert (await world.guest().get("/codes/keys")).status_code == 200
    return await open_gate(world)


@pytest.fixture
async def phone(world: World) -> Phone:
    """One phone with a real code."""
    _, phone = await resident_with_phone(world)
    return phone


@pytest.mark.spec("D2", "D3")
@FUZZ
@given(text=TEXTS)
@example(text="")
@example(text=PREFIX)
@example(text="AHC1:" + "0" * 2043)
@example(text="x" * 2049)
@example(text="\x00")
@example(text="\ud800")
async def test_no_text_passes_a_gate_or_stops_it(world: World, gate: Gate, text: str) -> None:
    before = await written(world, but=COUNTED_SCANS)

    body = json.dumps({"key": str(uuid4()), "qr_text": text}).encode()
    answer = await gate.staff.post("/checkpoints/scans", content=body, headers=JSON)

    if answer.status_code == 201:
        verdict = answer.json()
        assert verdict["verdict"] == "refused"
        assert verdict["refusal"] in ("malformed", "unknown_prefix", "too_long", "unknown_version")
        assert (verdict["visit_id"], verdict["masked_name"], verdict["colour"]) == (None, None, None)
        for words in (verdict["headline"], verdict["reason"], verdict["next_step"]):
            assert words["zh"]
            assert words["en"]
    else:
        assert problem_of(answer).told == (422, "invalid_fields")
        assert set(problem_of(answer).fields) == {"qr_text"}
    assert await written(world, but=COUNTED_SCANS) == before


@pytest.mark.spec("D2", "D3", "D7")
@FUZZ
@given(place=st.integers(0, 10_000), new=st.sampled_from(base45.ALPHABET + "aé字\n\x00"))
async def test_a_real_code_with_one_character_changed_names_nobody(
    world: World, gate: Gate, phone: Phone, place: int, new: str
) -> None:
    qr_text = phone.qr()
    place %= len(qr_text)
    changed = qr_text[:place] + new + qr_text[place + 1 :]
    before = await written(world, but=COUNTED_SCANS)

    answer = await gate.staff.post("/checkpoints/scans", json={"key": str(uuid4()), "qr_text": changed})

    if changed == qr_text or answer.status_code == 422:
        return
    assert answer.json()["verdict"] == "refused", changed
    assert answer.json()["masked_name"] is None
    assert await written(world, but=COUNTED_SCANS) == before


@pytest.mark.spec("D2")
@FUZZ
@given(text=st.one_of(st.text(st.characters(codec=None), max_size=200), st.binary(max_size=400).map(base64url)))
@example(text="A" * 1024)
@example(text="A" * 1025)
@example(text="====")
async def test_no_renewal_request_but_a_signed_one_gets_a_token(world: World, phone: Phone, text: str) -> None:
    before = await written(world, but=frozenset({"sessions"}))

    body = json.dumps({"request": text}).encode()
    answer = await phone.member.post(f"/codes/{phone.person_id}/tokens", content=body, headers=JSON)

    assert problem_of(answer).told in ((422, "malformed"), (422, "too_long"), (422, "invalid_fields"))
    assert await written(world, but=frozenset({"sessions"})) == before


@pytest.mark.spec("D4")
@FUZZ
@given(text=st.text(st.characters(codec=None), max_size=70))
@example(text="%00%00%00%00")
async def test_no_text_is_a_posted_code_but_one_that_was_posted(world: World, phone: Phone, text: str) -> None:
    before = await written(world, but=frozenset({"sessions"}))

    body = json.dumps({"key": str(uuid4()), "posted_code": text}).encode()
    answer = await phone.member.post("/checkpoints/arrivals", content=body, headers=JSON)

    assert problem_of(answer).told in ((422, "unknown_posted_code"), (422, "invalid_fields"))
    assert await written(world, but=frozenset({"sessions"})) == before
