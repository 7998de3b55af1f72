// How long things hold, in seconds: policy data with the defaults of `core/credential/times.py`. The end itself is
// still inside, except that a token has expired at its `exp` (RFC 8392 section 3.1.4).

export interface Times {
  /** A token older than this is renewed when the phone is online. */
  renewal: number;
  /** From `iat`: until then an expired token passes amber where the centre cannot be reached. */
  grace: number;
  /** The QR is made anew this often. */
  refresh: number;
  /** A proof may be this much older than the verifier's clock. */
  proofPast: number;
  /** A proof may be this far ahead of the verifier's clock. */
  proofFuture: number;
  /** Within this a step-up can still rescue a proof; also the slack for a token's `iat`. */
  stepUp: number;
  /** Lists up to this old count as the present; an expired token is then refused, for the centre can be reached. */
  listFresh: number;
  /** Up to this old, lists decide as usual and their age is shown. */
  listNormal: number;
  /** Up to this old, every code is amber: the document is compared. Older lists decide nothing. */
  listAmber: number;
  /** The six digits of a step-up stand on the staff's screen this long. */
  digits: number;
  /** A proof whose beacon is at most this old was not signed ahead by more than that. */
  beacon: number;
}

export const DEFAULT_TIMES: Readonly<Times> = {
  renewal: 12 * 3600,
  grace: 72 * 3600,
  refresh: 15,
  proofPast: 60,
  proofFuture: 30,
  stepUp: 180,
  listFresh: 15 * 60,
  listNormal: 24 * 3600,
  listAmber: 72 * 3600,
  digits: 60,
  beacon: 10 * 60,
};
