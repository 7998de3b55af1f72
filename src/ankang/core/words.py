"""A sentence that a person reads, in both languages of the product.

Words travel with refusals, causes and verdicts from the place that knows why
to the screen, so that no layer between has to translate a code again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in Chinese and in English; neither may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError(f"Words need both languages, got zh={self.zh!r}, en={self.en!r}")

    def filled(self, **values: object) -> Words:
        """The sentence with its `{placeholders}` filled in both languages."""
        return Words(self.zh.format(**values), self.en.format(**values))
