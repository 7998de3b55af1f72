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
}

export const DEFAULT_TIMES: Readonly<Times> = {
  renewal: 12 * 3600,
  grace: 72 * 3600,
  refresh: 15,
  proofPast: 60,
  proofFuture: 30,
  stepUp: 180,
};
