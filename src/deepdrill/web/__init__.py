"""The pages: a thin face over `app` that runs on the learner's own machine."""

from deepdrill.web.server import PortInUse, serve
from deepdrill.web.site import create_web

__all__ = ["PortInUse", "create_web", "serve"]
