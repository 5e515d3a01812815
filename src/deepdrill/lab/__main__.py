"""`python -m deepdrill.lab`: do one job of our own, read from standard input; see `records` for what is told."""

from deepdrill.lab.working import work

work()
