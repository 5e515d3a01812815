"""Lets `python -m deepdrill` do what `deepdrill` does."""

from deepdrill.cli.main import main

main()
