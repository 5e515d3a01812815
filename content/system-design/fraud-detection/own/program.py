"""The learner's stages put together, as they are tried on a table of their own."""

from model import fit, score
from split import split

__all__ = ["fit", "score", "split"]
