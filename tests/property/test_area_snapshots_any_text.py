"""Whatever is uploaded as a list of risk areas is read, or refused in words that say what was expected."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ankang.areas.snapshot import parse_snapshot
from ankang.core.errors import RefusedError

ANY_TEXT = st.text(st.characters(codec=None), max_size=20)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("province", "city", "county", "communitys"), ANY_JSON)),
    max_size=2,
)
LISTS = st.fixed_dictionaries(
    {},
    optional={
        "end_update_time": ANY_JSON
        | st.sampled_from(["2022-07-08 8时", "2022-13-08 8时", "0001-01-01 0时", "9999-12-31 23时"]),
        "highlist": ANY_JSON | ROWS,
        "middlelist": ANY_JSON | ROWS,
        "lowlist": ANY_JSON | ROWS,
    },
)


@pytest.mark.spec("G2")
@given(st.one_of(ANY_TEXT, ANY_JSON.map(json.dumps), LISTS.map(lambda data: json.dumps({"data": data}))))
@example("[" * 100_000)
@example("1" * 5000)
@example(json.dumps({"data": {"end_update_time": "0001-01-01 0时", "highlist": [], "middlelist": []}}))
@example(json.dumps({"data": {"end_update_time": "٢٠٢٢-٠٧-٠٨ ٨时", "highlist": [], "middlelist": []}}))
@example(
    json.dumps(
        {
            "data": {
                "end_update_time": "2022-07-08 8时",
                "highlist": [{"province": "安\x00徽", "city": "\ud800", "county": "", "communitys": ["a"]}],
                "middlelist": [],
            }
        }
    )
)
def test_any_text_is_a_list_or_is_refused_in_words(text: str) -> None:
    try:
        snapshot = parse_snapshot(text)
    except RefusedError as refusal:
        assert refusal.code == "snapshot_unreadable"  # noqa: PT017  (either outcome is right, both are checked)
        assert refusal.words.zh.endswith("系统没有改动任何内容。")  # noqa: PT017  (as above)
        assert refusal.words.en.endswith("nothing was changed.")  # noqa: PT017  (as above)
        assert refusal.words.en.isprintable()  # noqa: PT017  (as above)
    else:
        assert 2000 <= snapshot.published_at.year <= 2200
        assert all("\x00" not in listing.name and listing.name.encode() for listing in snapshot.listings)
