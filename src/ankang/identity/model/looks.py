"""Why somebody looked at a record, in words for the person (SPEC M2)."""

from __future__ import annotations

from enum import StrEnum

from ankang.core.words import Words


class LookPurpose(StrEnum):
    """What a look was for. The set is closed: nobody looks for a purpose that the person cannot read."""

    COUNTER_PROOF = "counter_proof"
    PROXY_CONSENT = "proxy_consent"
    AWAITING_PROOF_LIST = "awaiting_proof_list"
    FOLLOW_UP = "follow_up"
    APPEAL = "appeal"
    DATA_CHECK = "data_check"
    TRACING = "tracing"
    COUNTER_SERVICE = "counter_service"
    CHECK_IN_FOR_PERSON = "check_in_for_person"
    APPLICATION_REVIEW = "application_review"
    REGISTRATION_REVIEW = "registration_review"
    CHECKPOINT_LOOK_UP = "checkpoint_look_up"
    PAPER_CODE = "paper_code"
    FAR_SHOW_REVIEW = "far_show_review"
    ATTENDANCE = "attendance"


_WORDS = {
    LookPurpose.COUNTER_PROOF: Words("窗口核验身份", "Identity proved at a counter"),
    LookPurpose.PROXY_CONSENT: Words("当面确认代办关系", "Agreement to a proxy, given in person"),
    LookPurpose.AWAITING_PROOF_LIST: Words("待核验人员名单", "List of people whose identity waits for proof"),
    LookPurpose.FOLLOW_UP: Words("健康随访", "Health follow-up"),
    LookPurpose.APPEAL: Words("处理申诉", "Handling an appeal"),
    LookPurpose.DATA_CHECK: Words("核对数据", "Checking data"),
    LookPurpose.FAR_SHOW_REVIEW: Words("核查同一个码在两地出示", "Checking one code that was shown at two places"),
    LookPurpose.PAPER_CODE: Words("打印或查看纸质码", "Printing or looking at the paper code"),
    LookPurpose.TRACING: Words("流行病学调查", "Contact tracing"),
    LookPurpose.COUNTER_SERVICE: Words("窗口服务", "Service at a counter"),
    LookPurpose.CHECK_IN_FOR_PERSON: Words("代为健康打卡", "Checking in for the person"),
    LookPurpose.APPLICATION_REVIEW: Words("审核重新申领", "Reviewing a re-application"),
    LookPurpose.REGISTRATION_REVIEW: Words("复核哨点登记的体温", "Reviewing a temperature registered at a checkpoint"),
    LookPurpose.ATTENDANCE: Words("查看单位考勤表", "Attendance sheet of the workplace"),
    LookPurpose.CHECKPOINT_LOOK_UP: Words("哨点按证件号码查询", "Looked up by document number at a checkpoint"),
}


def purpose_words(purpose: str) -> Words:
    """The purpose in both languages; ValueError for one that is not in the set."""
    return _WORDS[LookPurpose(purpose)]
