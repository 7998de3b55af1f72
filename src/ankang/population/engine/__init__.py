"""The policy compiled for a whole population: one table a kind of fact in, one row a person out (Ibis).

    frames      the shape of the tables, and facts written in it
    known       which facts count at the instant
    check_ins   days with a symptom, normal days, the runs they form
    records     which department record closes which, and when nothing is open
    openers, stays   what holds a rule against whom
    lifting, releasing, escalating   what ends it, and what makes it worse
    recolour    all of it put together

It answers what the reference engine (`core/policy/assess`) answers about colour, open rules and the next instant at
which something changes; everything else about a person is that engine's. Both are compared on random people.
"""
