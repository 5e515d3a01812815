"""Get ready for a deep-learning interview, and know from evidence whether you are."""

__all__ = ["__version__"]

__version__ = "0.1.0"
