"""Encode by lowest rank; train on tuples of symbols, as in common tutorials."""

from collections import defaultdict


def join(symbols, pair):
    result, skip = [], False
    for i, s in enumerate(symbols):
        if skip:
            skip = False
        elif i + 1 < len(symbols) and (s, symbols[i + 1]) == tuple(pair):
            result.append(s + symbols[i + 1])
            skip = True
        else:
            result.append(s)
    return tuple(result)


def train(words, count):
    vocab = [(tuple(w), f) for w, f in words.items()]
    learned = []
    while len(learned) < count:
        stats = defaultdict(int)
        for symbols, f in vocab:
            for a, b in zip(symbols, symbols[1:]):
                stats[a, b] += f
        if not stats:
            return learned
        pair = sorted(stats.items(), key=lambda kv: (-kv[1], kv[0]))[0][0]
        learned.append(pair)
        vocab = [(join(symbols, pair), f) for symbols, f in vocab]
    return learned


def encode(word, merges):
    ranks = {tuple(p): i for i, p in reversed(list(enumerate(merges)))}
    symbols = tuple(word)
    while True:
        found = [ranks[p] for p in zip(symbols, symbols[1:]) if p in ranks]
        if not found:
            return list(symbols)
        symbols = join(symbols, merges[min(found)])
