"""What a checkpoint of a drill did, counted where it was done; the centre's own count is held against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

LET_IN, COMPARED, KEPT_OUT = "let in", "let in, document compared", "kept out, yellow"


@dataclass
class Tally:
    """Scans by phase and by what staff were told, records that the checkpoint kept by kind, and what was answered."""

    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    stored: int = 0
    conflicts: int = 0
    same_again: bool = True

    @property
    def scans(self) -> int:
        """Codes that were held before this checkpoint."""
        return self.seen.total()

    def told(self, word: str) -> int:
        """How often staff were told so."""
        return sum(number for (_, told), number in self.seen.items() if told == word)

    def refused(self) -> dict[str, int]:
        """Refusals by reason."""
        words = sorted({word for _, word in self.seen if word.startswith("refused")})
        return {word.removeprefix("refused: "): self.told(word) for word in words}
