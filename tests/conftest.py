"""What all tests share."""

import gc

import pytest
from hypothesis import settings

from deepdrill.content import Library, find_content_root, load_library

# Almost all that a test leaves behind goes without the collector, which would look through all of torch each time.
gc.set_threshold(100_000, 20, 20)

# No test is timed: on a busy machine a deadline would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shipped() -> Library:
    """Read the library that ships, once."""
    return load_library(find_content_root())
