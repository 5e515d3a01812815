# /// mistake
# fails = "freed_blocks_are_used_again"
# says = "Your free forgets the text but keeps its blocks: put those that nobody holds back on the list."
# ///
import torch


class PagedCache:
    def __init__(self, blocks, block_size, width):
        self.block_size = block_size
        self.keys = torch.zeros(blocks, block_size, width)
        self.values = torch.zeros(blocks, block_size, width)
        self.unused = list(range(blocks))
        self.references = [0] * blocks
        self.tables, self.lengths = {}, {}

    def free_blocks(self):
        return len(self.unused)

    def table(self, name):
        return list(self.tables[name])

    def add(self, name):
        self.tables[name], self.lengths[name] = [], 0

    def append(self, name, k, v):
        table, length = self.tables[name], self.lengths[name]
        place = length % self.block_size
        if place == 0 or self.references[table[-1]] > 1:
            if not self.unused:
                return False
            own = self.unused.pop()
            self.references[own] = 1
            if place > 0:
                old = table.pop()
                self.references[old] -= 1
                self.keys[own], self.values[own] = self.keys[old], self.values[old]
            table.append(own)
        self.keys[table[-1], place], self.values[table[-1], place] = k, v
        self.lengths[name] = length + 1
        return True

    def gather(self, name):
        table, length = self.tables[name], self.lengths[name]
        return tuple(pool[table].flatten(0, 1)[:length] for pool in (self.keys, self.values))

    def fork(self, name, child):
        self.tables[child], self.lengths[child] = list(self.tables[name]), self.lengths[name]
        for block in self.tables[name]:
            self.references[block] += 1

    def free(self, name):
        del self.lengths[name]
        for block in self.tables.pop(name):
            self.references[block] -= 1
