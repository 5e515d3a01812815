"""Lists throughout, tensors at the very end; itertools.count for the epochs."""

import itertools
import math

import torch


def collate(sequences, padding=0):
    lists = [list(map(int, s)) for s in sequences]
    L = max(len(l) for l in lists)
    ids = torch.empty(len(lists), L, dtype=torch.long)
    mask = torch.zeros(len(lists), L, dtype=torch.bool)
    for i, l in enumerate(lists):
        for j in range(L):
            ids[i, j] = l[j] if j < len(l) else padding
        mask[i, : len(l)] = True
    return ids, mask


class BatchIterator:
    def __init__(self, sequences, batch_size, seed=None, drop_last=False, padding=0):
        self.sequences = list(sequences)
        self.batch_size = batch_size
        self.seed = seed
        self.drop_last = drop_last
        self.padding = padding
        self.counter = itertools.count()

    def __len__(self):
        full = len(self.sequences) / self.batch_size
        return math.floor(full) if self.drop_last else math.ceil(full)

    def __iter__(self):
        e = next(self.counter)
        n = len(self.sequences)
        indices = list(range(n))
        if self.seed is not None:
            indices = torch.randperm(n, generator=torch.Generator().manual_seed(self.seed + e)).tolist()
        pending = []
        for i in indices:
            pending.append(self.sequences[i])
            if len(pending) == self.batch_size:
                yield collate(pending, self.padding)
                pending = []
        if pending and not self.drop_last:
            yield collate(pending, padding=self.padding)
