import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        # TODO
        ...

    def update(self, loss, weights):
        # TODO: return True if training should stop
        ...

    def restore(self, weights):
        # TODO: write the best weights back, in place
        ...
