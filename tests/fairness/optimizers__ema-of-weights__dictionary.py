"""State in dicts by index, values written through .data, warm-up by a counter from one."""

import torch


class EMA:
    def __init__(self, params, decay=0.999, warmup=False):
        self.p = [q for q in params]
        self.d = decay
        self.w = warmup
        self.n = 0
        self.shadow = {}
        for i, q in enumerate(self.p):
            v = q.data.clone()
            if v.dtype in (torch.float16, torch.bfloat16):
                v = v.float()
            self.shadow[i] = v
        self.backup = {}

    def update(self):
        self.n += 1
        d = self.d
        if self.w:
            d = min(d, self.n / (9 + self.n))
        for i, q in enumerate(self.p):
            s = self.shadow[i]
            self.shadow[i] = d * s + (1 - d) * q.data.to(s.dtype)

    def averages(self):
        return [self.shadow[i].clone() for i in range(len(self.p))]

    def swap(self):
        if self.backup:
            for i, q in enumerate(self.p):
                q.data.copy_(self.backup[i])
            self.backup = {}
        else:
            for i, q in enumerate(self.p):
                self.backup[i] = q.data.clone()
                q.data.copy_(self.shadow[i].to(q.dtype))
