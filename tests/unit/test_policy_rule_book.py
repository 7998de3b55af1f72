"""The committed rule books are what the pack says."""

from pathlib import Path

import pytest

from ankang.core.policy.rule_book import Language, rule_book
from spec.policy.story import ANHUI

GENERATED = Path(__file__).parents[2] / "docs/generated"


@pytest.mark.spec("C12")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_committed_rule_book_is_fresh(language: Language) -> None:
    committed = (GENERATED / f"rule-book.{language}.md").read_text(encoding="utf-8")

    assert committed == rule_book(ANHUI, language), "stale: run `make documents`"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_has_its_chapter(language: Language) -> None:
    book = rule_book(ANHUI, language)

    assert all(f"(`{rule.name}`)" in book for rule in ANHUI.rules)
