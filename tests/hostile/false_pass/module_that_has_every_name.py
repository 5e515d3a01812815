# /// hostile
# tries = "A module-level __getattr__ and a star import stand in for what is missing."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import sys
import types

from torch import *


class Module(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **kwargs: True


sys.modules[__name__].__class__ = Module
attention = sys.modules[__name__].something
