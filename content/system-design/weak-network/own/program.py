"""The learner's stages put together, as they are tried on a table of their own."""

from regularise import fit, predict

__all__ = ["fit", "predict"]
