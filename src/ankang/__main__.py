"""`python -m ankang` is the command line."""

from ankang.entrypoints.cli import main

main()
