import torch


class EMA:
    def __init__(self, params, decay=0.999, warmup=False):
        # TODO: remember the parameters, copy their values
        ...

    def update(self):
        # TODO: move each average towards its parameter
        ...

    def averages(self):
        # TODO: list of copies
        ...

    def swap(self):
        # TODO: averages into the parameters, or the parameters back
        ...
