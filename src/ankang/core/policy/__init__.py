"""The policy: which facts ask for which colour, and why.

`language` says what a rule can be, `parse` reads a pack of TOML files into one `Policy`, `assess` applies it to
the facts of one person, `assessment` is the answer, `explain` puts it into sentences, and `rule_book` prints the
whole policy for an official. Everything here is a pure function of its arguments.
"""
