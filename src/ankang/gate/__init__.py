"""What a gate runs: fetch the published files, keep the last good state, judge codes. No server, no database.

    Verifier(state folder, sources, roots).sync() / .judge(text)

It stands on the pure core alone, so that a gate needs nothing of the centre but its static files; a web server, a
mirror or a USB stick may bring them (`sources`). `ankang checkpoint` is its command line.
"""
