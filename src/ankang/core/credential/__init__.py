"""The credential: a short-lived token, and the fresh proof around it that stands in the QR.

The centre signs a token (who, which colour, until when, which phone key); the phone
wraps it in a proof that it signs anew every few seconds; a checkpoint reads the proof
without any server. Standards: COSE_Sign1 (RFC 9052), CWT (RFC 8392), proof of possession
(RFC 8747), base45 (RFC 9285). `docs/specification/credential.md` specifies the bytes,
`vectors/*.json` holds the cases that this and the TypeScript implementation both pass.

Pure: keys, signers, instants and numbers are arguments; nothing here draws a random
number, reads a clock or stores anything. Where things are:

- `issue` makes tokens, `possession` proves and checks a phone's key before that;
- `present` makes the QR text, `verify` reads one;
- `key_bundle` says whose signatures count, `code_name` names codes without storing names;
- `claims`, `cose`, `cbor`, `base45` and `keys` are the bytes; `times` and `refusals` the rules' words.

Not here: whether a code was killed or recoloured after signing (the capability `codes`
knows), and whether a site lets its holder in (`checkpoints`).
"""
