import torch


class PagedCache:
    def __init__(self, blocks, block_size, width):
        self.keys = torch.zeros(blocks, block_size, width)
        self.values = torch.zeros(blocks, block_size, width)
        # TODO: which blocks are free, who holds which

    def free_blocks(self): ...

    def table(self, name): ...

    def add(self, name): ...

    def append(self, name, k, v):
        # k, v: (width,)
        ...

    def gather(self, name): ...

    def fork(self, name, child): ...

    def free(self, name): ...
