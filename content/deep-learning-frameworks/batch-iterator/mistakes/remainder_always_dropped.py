# /// mistake
# fails = "the_remainder_is_kept_or_dropped"
# says = "You drop the remainder although drop_last is false: round up."
# ///
import torch


def collate(sequences, padding=0):
    lengths = torch.tensor([len(one) for one in sequences])
    width = int(lengths.max())
    ids = torch.full((len(sequences), width), padding)
    for row, one in zip(ids, sequences, strict=True):
        row[: len(one)] = one
    mask = torch.arange(width) < lengths[:, None]
    return ids, mask


class BatchIterator:
    def __init__(self, sequences, batch_size, seed=None, drop_last=False, padding=0):
        self.sequences = sequences
        self.batch_size = batch_size
        self.seed = seed
        self.drop_last = drop_last
        self.padding = padding
        self.epoch = 0

    def __len__(self):
        n = len(self.sequences)
        return n // self.batch_size

    def __iter__(self):
        order = range(len(self.sequences))
        if self.seed is not None:
            generator = torch.Generator().manual_seed(self.seed + self.epoch)
            order = torch.randperm(len(order), generator=generator).tolist()
        self.epoch += 1
        for start in range(0, len(self) * self.batch_size, self.batch_size):
            batch = order[start : start + self.batch_size]
            yield collate([self.sequences[index] for index in batch], self.padding)
