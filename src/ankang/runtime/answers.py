"""Shapes that bodies and answers of several capabilities share."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from ankang.core.words import Words

CONTROL_CHARACTER = "control_character"
DAY_OUT_OF_RANGE = "day_out_of_range"
FIRST_YEAR, LAST_YEAR = 1800, 2200
"""No day that a form asks for lies beyond; and days next to the ends of the calendar cannot be counted on from."""
_LAYOUT = "\t\n\r"

ValueT = TypeVar("ValueT")
DayT = TypeVar("DayT", date, datetime)


def plain_text(value: ValueT) -> ValueT:
    """The value, or the refusal of a text (also one in a list) with control characters other than line breaks and tabs.

    PostgreSQL keeps no NUL, and nobody types the others: they come from programs that probe, or hide what a text says.
    """
    texts: list[Any] = value if isinstance(value, list) else [value]
    for text in texts:
        if isinstance(text, str) and any(unicodedata.category(c) == "Cc" and c not in _LAYOUT for c in text):
            raise PydanticCustomError(CONTROL_CHARACTER, "expected a text without control characters")
    return value


def possible_day(value: DayT) -> DayT:
    """The day or instant, or the refusal of one in a year that no form means."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError(
            DAY_OUT_OF_RANGE,
            "expected a day from {first} to {last}",
            {"first": FIRST_YEAR, "last": LAST_YEAR},
        )
    return value


class Body(BaseModel):
    """A request body: unknown fields are refused, texts are trimmed and hold no control characters."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _only_plain_text(cls, value: ValueT) -> ValueT:
        return plain_text(value)


class Answer(BaseModel):
    """An answer; built from a value's attributes where it has the same names."""

    model_config = ConfigDict(from_attributes=True)


class WordsAnswer(Answer):
    """One sentence in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, words: Words) -> WordsAnswer:
        """The answer for a sentence."""
        return cls(zh=words.zh, en=words.en)


class Notice(Answer):
    """Something the person should know although the act succeeded."""

    code: str
    words: WordsAnswer


PlainText = Annotated[str, AfterValidator(plain_text)]
"""For parameters of a path or a query; the fields of a `Body` are checked anyway."""

Day = Annotated[date, AfterValidator(possible_day)]
Instant = Annotated[AwareDatetime, AfterValidator(possible_day)]
"""With its offset from UTC: a time without one is another instant in every city."""

# `[0-9]`, not `\d`: that also matches the digits of other scripts, and one number would have many forms.
MobileText = Annotated[
    str, StringConstraints(pattern=r"^(\+?[0-9]{6,15}|\+?[0-9]{1,4}[ -][0-9]{4,14})$", max_length=20)
]
OneTimeCodeText = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
DivisionText = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$")]
CityText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
DocumentText = Annotated[str, StringConstraints(min_length=4, max_length=32)]
NameText = Annotated[str, StringConstraints(min_length=1, max_length=60)]
