"""A standing as its bearer may see it: the rules' own sentences, the person masked. Pure but for the city's name."""

from __future__ import annotations

from datetime import date

from ankang.areas import service as areas
from ankang.assessments.model import ColourChange, Standing, needs_check_in
from ankang.assessments.schemas import (
    AssessmentAnswer,
    CauseAnswer,
    ColourChangeAnswer,
    MissingAnswer,
    QuestionAnswer,
)
from ankang.core.colours import COLOUR_WORDS
from ankang.core.days import local_day
from ankang.core.policy.assessment import Cause
from ankang.core.policy.explain import LIFT_WORDS, explain, explain_cause
from ankang.core.policy.sentences import SOURCE_WORDS
from ankang.identity.model import Person
from ankang.runtime.answers import WordsAnswer


def answer_of(person: Person, standing: Standing) -> AssessmentAnswer:
    """The whole answer (SPEC C13)."""
    assessment = standing.assessment
    explained = explain(assessment)
    summary = [explained.headline, *([explained.advice] if explained.advice else [])]
    today = local_day(assessment.assessed_at)
    return AssessmentAnswer(
        person_id=standing.person_id,
        masked_name=person.masked_name,
        masked_document=person.masked_document,
        city_code=standing.city_code,
        city_name=areas.division_name(standing.city_code) if standing.city_code else "",
        colour=standing.colour,
        colour_words=WordsAnswer.of(COLOUR_WORDS[standing.colour]),
        grey_reason=assessment.grey_reason.value if assessment.grey_reason else None,
        since=standing.since if standing.ledger_version else None,
        assessed_at=assessment.assessed_at,
        check_in_run=assessment.check_in_run,
        check_in_needed=needs_check_in(standing.colour) and not assessment.checked_in_today,
        release_at=assessment.release_at,
        causes=[_cause_answer(cause, today) for cause in assessment.causes],
        questions=[QuestionAnswer(rule=item.rule, words=WordsAnswer.of(item.words)) for item in assessment.questions],
        summary=[WordsAnswer.of(words) for words in summary],
        policy_id=assessment.policy_id,
        policy_version=assessment.policy_version,
    )


def change_answer(change: ColourChange) -> ColourChangeAnswer:
    """One change of colour."""
    return ColourChangeAnswer(
        changed_at=change.changed_at,
        from_colour=change.from_colour,
        to_colour=change.to_colour,
        causes=[WordsAnswer.of(cause.title) for cause in change.causes],
        policy_id=change.policy_id,
        policy_version=change.policy_version,
    )


def _cause_answer(cause: Cause, today: date) -> CauseAnswer:
    # Day 1 is the day after the clock starts (SPEC P1): on it, one day has been reached.
    reached = (today - cause.clock_started_on).days if cause.clock_started_on else 0
    return CauseAnswer(
        rule=cause.rule,
        title=WordsAnswer.of(cause.title),
        colour=cause.colour,
        state=cause.state.value,
        opened_on=cause.opened_on,
        ended_on=cause.ended_on,
        sources=[WordsAnswer.of(SOURCE_WORDS[source]) for source in cause.sources],
        clock_started_on=cause.clock_started_on,
        observation_days=cause.observation_days,
        observation_days_done=max(0, min(cause.observation_days, reached)),
        check_ins_required=cause.check_ins_required,
        check_ins_counted=cause.check_ins_counted,
        missing=[
            MissingAnswer(kind=item.kind, words=WordsAnswer.of(item.words), days=item.days) for item in cause.missing
        ],
        area_names=list(cause.area_names),
        lifts=[WordsAnswer.of(LIFT_WORDS[lift]) for lift in cause.lifted_by],
        earliest_release_at=cause.earliest_release_at,
        sentences=[WordsAnswer.of(words) for words in explain_cause(cause).lines],
    )
