"""Written from the prompt alone: who holds what is found by looking at all tables, nothing is counted."""

import torch


class PagedCache:
    def __init__(self, blocks, block_size, width):
        self.blocks, self.size, self.width = blocks, block_size, width
        self.keys = torch.zeros(blocks, block_size, width)
        self.values = torch.zeros(blocks, block_size, width)
        self.texts = {}

    def holders(self, block):
        return sum(block in table for table, _ in self.texts.values())

    def free_list(self):
        return [b for b in range(self.blocks) if self.holders(b) == 0]

    def free_blocks(self):
        return len(self.free_list())

    def table(self, name):
        return self.texts[name][0]

    def add(self, name):
        self.texts[name] = ([], 0)

    def append(self, name, k, v):
        table, n = self.texts[name]
        block, offset = divmod(n, self.size)
        needs_new = offset == 0
        needs_copy = not needs_new and self.holders(table[block]) > 1
        if needs_new or needs_copy:
            free = self.free_list()
            if not free:
                return False
            if needs_copy:
                self.keys[free[0]] = self.keys[table[block]]
                self.values[free[0]] = self.values[table[block]]
            table = table[:block] + [free[0]]
        self.keys[table[block]][offset] = k
        self.values[table[block]][offset] = v
        self.texts[name] = (table, n + 1)
        return True

    def gather(self, name):
        table, n = self.texts[name]
        rows = [(table[i // self.size], i % self.size) for i in range(n)]
        if not rows:
            return torch.zeros(0, self.width), torch.zeros(0, self.width)
        return torch.stack([self.keys[r] for r in rows]), torch.stack([self.values[r] for r in rows])

    def fork(self, name, child):
        table, n = self.texts[name]
        self.texts[child] = (list(table), n)

    def free(self, name):
        del self.texts[name]
