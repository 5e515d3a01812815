"""A class of hypotheses, heapq for the selection."""

import heapq
import math
from dataclasses import dataclass

import torch


@dataclass
class Beam:
    tokens: list
    logp: float

    def score(self, alpha):
        return self.logp / math.pow(len(self.tokens), alpha)


def beam_search(model, prompt, width, max_new, eos, alpha):
    live, done = [Beam([], 0.0)], []
    steps = 0
    while live and steps < max_new:
        steps += 1
        scores = model(torch.stack([torch.tensor(prompt + beam.tokens) for beam in live]))
        options = (
            (-(beam.logp + lp), i, t)
            for i, beam in enumerate(live)
            for t, lp in enumerate(scores[i].tolist())
            if lp != -math.inf
        )
        grown = [Beam(live[i].tokens + [t], -minus) for minus, i, t in heapq.nsmallest(width, options)]
        done.extend(beam for beam in grown if beam.tokens[-1] == eos)
        live = [beam for beam in grown if beam.tokens[-1] != eos]
    ranked = sorted(done + live, key=lambda beam: beam.score(alpha), reverse=True)
    return [(beam.tokens, beam.score(alpha)) for beam in ranked[:width]]
