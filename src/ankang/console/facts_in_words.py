"""Every kind of fact as an officer reads it: a title and what it says. Places come as names. Pure."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.facts import (
    AbnormalTemperature,
    Arrival,
    Asymptomatic,
    AsymptomaticReleased,
    Case,
    CheckIn,
    CloseContact,
    Content,
    Declaration,
    Discharge,
    Enrolment,
    Evidence,
    EvidenceKind,
    Exposure,
    Neighbour,
    Order,
    Quarantine,
    Stay,
    Suspect,
    SuspectExcluded,
    Symptom,
    SymptomReport,
    Test,
    TestResult,
    Withdrawal,
)
from ankang.core.policy.sentences import SYMPTOM_WORDS, day_words
from ankang.core.words import Words

_EXPOSURE_WORDS = {
    Exposure.STAIRCASE: Words("同楼道", "same staircase"),
    Exposure.OFFICE: Words("同办公区", "same office area"),
}

_EVIDENCE_WORDS = {
    EvidenceKind.HEALTH_CERTIFICATE: Words("健康证明", "health certificate"),
    EvidenceKind.TRAVEL_HISTORY: Words("行程证明", "travel history"),
}

_TITLES: dict[type[Content], Words] = {
    Declaration: Words("申领申报", "Declaration"),
    Enrolment: Words("纳入城市", "Enrolment"),
    Case: Words("确诊", "Confirmed case"),
    Discharge: Words("出院", "Discharged"),
    Suspect: Words("疑似", "Suspected case"),
    SuspectExcluded: Words("排除疑似", "Suspicion excluded"),
    Asymptomatic: Words("无症状感染", "Asymptomatic infection"),
    AsymptomaticReleased: Words("解除集中隔离", "Released from centralised observation"),
    CloseContact: Words("密切接触", "Close contact"),
    Quarantine: Words("隔离", "Quarantine"),
    Test: Words("核酸检测", "Nucleic-acid test"),
    Stay: Words("居住或停留", "Stay"),
    Arrival: Words("自外地到达", "Arrival from outside"),
    SymptomReport: Words("症状申报", "Symptom report"),
    CheckIn: Words("健康打卡", "Check-in"),
    AbnormalTemperature: Words("两次测温异常", "Two abnormal readings"),
    Neighbour: Words("与病例同楼道或同办公区", "Neighbour of a case"),
    Order: Words("管理令", "Order"),
    Evidence: Words("证明材料", "Evidence"),
    Withdrawal: Words("撤回", "Withdrawal"),
}


def title_of(content: Content) -> Words:
    """What kind of fact it is."""
    return _TITLES[type(content)]


def place_code_of(content: Content) -> str | None:
    """The division that the sentence names, if any."""
    match content:
        case Stay(place=place):
            return place.division_code
        case Arrival(origin_division_code=code) | Enrolment(city_code=code):
            return code
        case _:
            return None


def detail_of(content: Content, place_name: str) -> Words:  # noqa: PLR0911, PLR0912  (one case a kind, closed set)
    """What the fact says; `place_name` is the name of `place_code_of`, empty where there is none."""
    match content:
        case Declaration(version=version):
            return Words(f"第 {version} 版", f"version {version}")
        case Enrolment(enrolled_on=day):
            return _at(place_name, day_words(day))
        case Case(confirmed_on=day) | Suspect(suspected_on=day) | Asymptomatic(found_on=day):
            return day_words(day)
        case Discharge(discharged_on=day) | SuspectExcluded(excluded_on=day) | AsymptomaticReleased(released_on=day):
            return day_words(day)
        case CloseContact(last_contact_on=last):
            return _last_contact(last)
        case Quarantine(starts_on=start, ends_on=last_day):
            return _span(start, last_day)
        case Test(sampled_on=day, result=result):
            return _test(day_words(day), result)
        case Stay(habitual=True):
            return _at(place_name, Words("常住", "habitual address"))
        case Stay(from_on=start, until_on=last_day):
            return _at(place_name, _span(start, last_day))
        case Arrival(arrives_on=day):
            return _at(place_name, day_words(day))
        case SymptomReport(symptoms=symptoms):
            return _symptoms(symptoms)
        case CheckIn(temperature_celsius=celsius, symptoms=symptoms):
            return _check_in(celsius, _symptoms(symptoms))
        case AbnormalTemperature(temperature_celsius=celsius):
            return Words(f"第二次 {celsius:.1f} °C", f"second reading {celsius:.1f} °C")
        case Neighbour(exposure=exposure):
            return _EXPOSURE_WORDS[exposure]
        case Order(colour=colour, until_on=until, ground=ground):
            return _order(colour, day_words(until), ground)
        case Evidence(evidence_kind=kind, issued_on=day):
            return _evidence(_EVIDENCE_WORDS[kind], day_words(day))
        case Withdrawal(reason=reason):
            return Words(reason, reason)
        case _:
            assert_never(content)


def _at(place_name: str, when: Words) -> Words:
    return Words(f"{place_name} {when.zh}".strip(), f"{place_name} {when.en}".strip())


def _span(first: date, last: date | None) -> Words:
    start = day_words(first)
    if last is None:
        return Words(f"{start.zh}起", f"from {start.en}")
    return Words(f"{start.zh}至{day_words(last).zh}", f"{start.en} to {day_words(last).en}")


def _symptoms(symptoms: frozenset[Symptom]) -> Words:
    if not symptoms:
        return Words("没有症状", "no symptoms")
    words = [SYMPTOM_WORDS[symptom] for symptom in sorted(symptoms)]
    return Words("、".join(item.zh for item in words), ", ".join(item.en for item in words))


def _last_contact(day: date | None) -> Words:
    if day is None:
        return Words("最后接触日不详", "last contact unknown")
    last = day_words(day)
    return Words(f"最后接触 {last.zh}", f"last contact {last.en}")


def _test(day: Words, result: TestResult) -> Words:
    said = Words("阴性", "negative") if result is TestResult.NEGATIVE else Words("阳性", "positive")
    return Words(f"{day.zh} {said.zh}", f"{day.en}, {said.en}")


def _check_in(celsius: float, symptoms: Words) -> Words:
    return Words(f"{celsius:.1f} °C，{symptoms.zh}", f"{celsius:.1f} °C, {symptoms.en}")


def _order(colour: Colour, until: Words, ground: str) -> Words:
    words = COLOUR_WORDS[colour]
    return Words(f"{words.zh}，至 {until.zh}，依据：{ground}", f"{words.en} until {until.en}, ground: {ground}")


def _evidence(kind: Words, issued: Words) -> Words:
    return Words(f"{kind.zh}，{issued.zh}", f"{kind.en}, {issued.en}")
