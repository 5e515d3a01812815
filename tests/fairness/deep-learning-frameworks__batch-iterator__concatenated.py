"""Rows made by concatenation, an iterator object with __next__, chunks of a permuted tensor."""

import torch


def collate(sequences, padding=0):
    longest = max(s.numel() for s in sequences)
    rows, masks = [], []
    for s in sequences:
        gap = longest - s.numel()
        rows.append(torch.cat([s, s.new_full((gap,), padding)]))
        masks.append(torch.cat([torch.ones(s.numel(), dtype=torch.bool), torch.zeros(gap, dtype=torch.bool)]))
    return torch.stack(rows), torch.stack(masks)


class BatchIterator:
    def __init__(self, sequences, batch_size, seed=None, drop_last=False, padding=0):
        self.data, self.size, self.seed, self.drop, self.pad = sequences, batch_size, seed, drop_last, padding
        self.epochs_begun = 0

    def _split(self, order):
        parts = list(torch.split(order, self.size)) if len(order) else []
        if self.drop and parts and len(parts[-1]) < self.size:
            parts.pop()
        return parts

    def __len__(self):
        return len(self._split(torch.arange(len(self.data))))

    def __iter__(self):
        n = len(self.data)
        if self.seed is None:
            order = torch.arange(n)
        else:
            g = torch.Generator()
            g.manual_seed(self.seed + self.epochs_begun)
            order = torch.randperm(n, generator=g)
        self.epochs_begun += 1
        self.parts = iter(self._split(order))
        return self

    def __next__(self):
        part = next(self.parts)
        return collate([self.data[int(i)] for i in part], self.pad)
