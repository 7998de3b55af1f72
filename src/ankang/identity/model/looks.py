"""Why somebody looked at a record, in words for the person (SPEC M2). Purposes are stable words of the capabilities."""

from __future__ import annotations

from ankang.core.words import Words

_PURPOSES = {
    "counter_proof": Words("窗口核验身份", "Identity proved at a counter"),
    "proxy_consent": Words("当面确认代办关系", "Agreement to a proxy, given in person"),
    "awaiting_proof_list": Words("待核验人员名单", "List of people whose identity waits for proof"),
    "follow_up": Words("健康随访", "Health follow-up"),
    "appeal": Words("处理申诉", "Handling an appeal"),
    "data_check": Words("核对数据", "Checking data"),
    "tracing": Words("流行病学调查", "Contact tracing"),
    "counter_service": Words("窗口服务", "Service at a counter"),
    "check_in_for_person": Words("代为健康打卡", "Checking in for the person"),
    "application_review": Words("审核重新申领", "Reviewing a re-application"),
    "look_up": Words("哨点按证件号码查询", "Looked up by document number at a checkpoint"),
    "scan": Words("哨点扫码", "Code scanned at a checkpoint"),
}


def purpose_words(purpose: str) -> Words:
    """The purpose in both languages; a purpose without words of its own is shown as it was written."""
    return _PURPOSES.get(purpose) or Words(purpose, purpose)
