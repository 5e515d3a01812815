"""The learner's stages put together, as they are tried on photographs of their own."""

from model import fit, score
from split import split

__all__ = ["fit", "score", "split"]
