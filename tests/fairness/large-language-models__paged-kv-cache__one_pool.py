"""One tensor for keys and values (the attributes are views of it), a counter per block, flat slot numbers."""

from collections import Counter

import torch


class PagedCache:
    def __init__(self, blocks, block_size, width):
        self.pool = torch.empty(2, blocks, block_size, width)
        self.keys, self.values = self.pool
        self.block_size, self.total = block_size, blocks
        self.count = Counter()
        self.sequences = {}

    def free_blocks(self):
        return self.total - sum(1 for c in self.count.values() if c > 0)

    def table(self, name):
        return self.sequences[name]["table"].copy()

    def add(self, name):
        self.sequences[name] = {"table": [], "n": 0}

    def _claim(self):
        for block in range(self.total):
            if self.count[block] == 0:
                return block
        return None

    def append(self, name, k, v):
        s = self.sequences[name]
        offset = s["n"] % self.block_size
        last = s["table"][-1] if s["table"] else None
        if offset == 0 or self.count[last] != 1:
            fresh = self._claim()
            if fresh is None:
                return False
            self.count[fresh] = 1
            if offset:
                self.pool[:, fresh, :offset] = self.pool[:, last, :offset]
                self.count[last] -= 1
                s["table"][-1] = fresh
            else:
                s["table"] += [fresh]
        self.pool[:, s["table"][-1], offset] = torch.stack([k, v])
        s["n"] += 1
        return True

    def gather(self, name):
        s = self.sequences[name]
        place = torch.arange(s["n"])
        blocks = torch.tensor(s["table"], dtype=torch.long)[place // self.block_size]
        k, v = self.pool[:, blocks, place % self.block_size]
        return k, v

    def fork(self, name, child):
        s = self.sequences[name]
        self.sequences[child] = {"table": s["table"][:], "n": s["n"]}
        self.count.update(s["table"])

    def free(self, name):
        self.count.subtract(self.sequences.pop(name)["table"])
