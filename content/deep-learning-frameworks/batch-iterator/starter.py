import torch


def collate(sequences, padding=0):
    # TODO: ids and mask, (b, L)
    ...


class BatchIterator:
    def __init__(self, sequences, batch_size, seed=None, drop_last=False, padding=0):
        # TODO
        ...

    def __len__(self):
        # TODO: batches per epoch
        ...

    def __iter__(self):
        # TODO: one epoch
        ...
