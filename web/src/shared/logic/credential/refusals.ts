// Why a QR or a key bundle was refused: the names and sentences of `core/credential/refusals.py`, which
// `vectors/refusals.json` holds together. A refusal is a value, not an exception.

export interface Words {
  zh: string;
  en: string;
}

export const REFUSALS = {
  unknown_prefix: {
    words: {
      zh: "这不是本系统能识别的安康码。",
      en: "This is not an Ankang Code that this app can read.",
    },
    nextStep: {
      zh: "请让对方打开安康码页面出示；若对方已打开，请更新本应用。",
      en: "Ask the holder to show the code page of Ankang Code; if they already do, update this app.",
    },
  },
  too_long: {
    words: {
      zh: "二维码内容过长，不是安康码。",
      en: "The QR holds more than an Ankang Code can.",
    },
    nextStep: {
      zh: "请核对证件，按证件查询。",
      en: "Ask for the document and check by its number.",
    },
  },
  malformed: {
    words: {
      zh: "二维码内容不完整或格式不符，无法读取。",
      en: "The QR is incomplete or not well formed and cannot be read.",
    },
    nextStep: {
      zh: "请让对方刷新安康码、调亮屏幕后再扫；仍读不出，请核对证件。",
      en: "Ask the holder to refresh the code and brighten the screen; if it still fails, check the document.",
    },
  },
  unknown_issuer: {
    words: {
      zh: "签发机构不在本机的密钥清单内。",
      en: "The issuer is not in this device's key list.",
    },
    nextStep: {
      zh: "请联网更新密钥清单后再扫；仍不识别，请核对证件。",
      en: "Go online to update the key list and scan again; if it is still unknown, check the document.",
    },
  },
  revoked_key: {
    words: {
      zh: "签发此码的密钥已作废。",
      en: "The key that signed this code has been revoked.",
    },
    nextStep: {
      zh: "请让对方联网打开安康码页面后重新出示；不能联网的，请核对证件。",
      en: "Ask the holder to go online, open the code page and show it again; if that is impossible, check the document.",
    },
  },
  key_out_of_term: {
    words: {
      zh: "此码的签发时间不在密钥的有效期内。",
      en: "The code was signed outside the term of its key.",
    },
    nextStep: {
      zh: "请让对方联网打开安康码页面后重新出示；不能联网的，请核对证件。",
      en: "Ask the holder to go online, open the code page and show it again; if that is impossible, check the document.",
    },
  },
  bad_signature: {
    words: {
      zh: "签名不符，此码可能被改动或伪造。",
      en: "The signature does not fit: the code may be altered or forged.",
    },
    nextStep: {
      zh: "不得放行此码；请核对证件，并按规定上报。",
      en: "Do not let this code pass; check the document and report it as your site's rules say.",
    },
  },
  not_yet: {
    words: {
      zh: "此码的签发时间晚于本机时间。",
      en: "The code was signed at a time that this device has not reached.",
    },
    nextStep: {
      zh: "请检查本机时间，联网校时后再扫。",
      en: "Check this device's clock, set it online and scan again.",
    },
  },
  expired: {
    words: {
      zh: "此码已过期，不能再作凭据。",
      en: "The code has expired and no longer counts.",
    },
    nextStep: {
      zh: "请让对方联网打开安康码页面后重新出示；不能联网的，请核对证件。",
      en: "Ask the holder to go online, open the code page and show it again; if that is impossible, check the document.",
    },
  },
  step_up_needed: {
    words: {
      zh: "二维码不够新，可能是截图，或两部手机的时间不一致。",
      en: "The QR is not fresh: it may be a picture, or the two clocks differ.",
    },
    nextStep: {
      zh: "请让对方刷新安康码后当面再扫；仍如此，请核对证件。",
      en: "Ask the holder to refresh the code and scan it in person; if it stays so, check the document.",
    },
  },
  stale_proof: {
    words: {
      zh: "二维码的生成时间与本机相差超过三分钟，截图和转发的图片不能使用。",
      en: "The QR was made over three minutes from this device's time; pictures of a code do not count.",
    },
    nextStep: {
      zh: "请让对方打开安康码页面当面出示，并检查两部手机的时间。",
      en: "Ask the holder to open the code page and show it in person, and check the clocks of both phones.",
    },
  },
  stale_request: {
    words: {
      zh: "更新请求的时间与服务器相差过大。",
      en: "The renewal request's time is too far from the server's.",
    },
    nextStep: {
      zh: "请检查您手机的时间，然后重试。",
      en: "Check your phone's clock and try again.",
    },
  },
  old_sequence: {
    words: {
      zh: "收到的密钥清单比本机的旧，已忽略。",
      en: "The key list received is older than this device's and was ignored.",
    },
    nextStep: {
      zh: "继续使用本机的清单，稍后再更新。",
      en: "Keep using this device's list and update later.",
    },
  },
  revived_key: {
    words: {
      zh: "收到的密钥清单恢复了已作废的密钥，已拒绝。",
      en: "The key list received brings a revoked key back and was refused.",
    },
    nextStep: {
      zh: "继续使用本机的清单，并上报。",
      en: "Keep using this device's list and report it.",
    },
  },
  dead_code: {
    words: {
      zh: "此码已停用，不能通行。",
      en: "This code was ended and does not pass.",
    },
    nextStep: {
      zh: "请本人打开安康码刷新后再出示，或核对证件。",
      en: "Ask the holder to renew it in the app and show it again, or check the document.",
    },
  },
  wrong_answer: {
    words: {
      zh: "对方手机没有回答本机屏幕上的六位数字。",
      en: "The holder's phone did not answer the six digits on this screen.",
    },
    nextStep: {
      zh: "请让对方在安康码页面输入屏幕上的六位数字，再扫新的二维码。",
      en: "Ask the holder to type the six digits into the code page, then scan the new QR.",
    },
  },
  list_too_old: {
    words: {
      zh: "本机的名单已超过三天没有更新，无法判定颜色。",
      en: "This device's lists are more than three days old: no colour can be told.",
    },
    nextStep: {
      zh: "请联网更新；现在按证件人工核对，不能当作绿码。",
      en: "Go online to update; until then check the document by hand. This is not green.",
    },
  },
  wrong_hash: {
    words: {
      zh: "收到的文件与清单不符，已丢弃。",
      en: "A file does not fit the manifest and was thrown away.",
    },
    nextStep: {
      zh: "本机继续使用原有名单，稍后自动再试。",
      en: "This device keeps its lists and tries again by itself.",
    },
  },
  missing_file: {
    words: {
      zh: "清单中的文件没有取到。",
      en: "A file of the manifest could not be fetched.",
    },
    nextStep: {
      zh: "本机继续使用原有名单，稍后自动再试。",
      en: "This device keeps its lists and tries again by itself.",
    },
  },
} as const satisfies Record<string, { words: Words; nextStep: Words }>;

/** The stable names; clients branch on them, statistics carry them. */
export type Refusal = keyof typeof REFUSALS;

export interface Refused {
  kind: "refused";
  reason: Refusal;
  /** For developers: which part, never a person's data. */
  detail: string;
}

export function refused(reason: Refusal, detail: string): Refused {
  return { kind: "refused", reason, detail };
}

export function isRefused(outcome: { kind: string }): outcome is Refused {
  return outcome.kind === "refused";
}

/** What was wrong, for staff. */
export function refusalWords(reason: Refusal): Words {
  return REFUSALS[reason].words;
}

/** What to do now. */
export function nextStep(reason: Refusal): Words {
  return REFUSALS[reason].nextStep;
}

/** Whether a step-up (a fresh proof over digits that staff show) turns the refusal into a verdict. */
export function canBeRescued(reason: Refusal): boolean {
  return reason === "step_up_needed";
}
