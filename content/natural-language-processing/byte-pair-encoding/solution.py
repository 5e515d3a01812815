from collections import Counter
from itertools import pairwise


def train(words, count):
    # A dict of words with their frequencies, not the running text: a word that occurs a million times costs no
    # more than a rare one.
    split = {word: list(word) for word in words}
    merges = []
    for _ in range(count):
        pairs = Counter()
        for word, symbols in split.items():
            for pair in pairwise(symbols):
                pairs[pair] += words[word]
        if not pairs:
            break
        # The largest count first, then the smallest pair: one fixed answer, whatever order the words came in.
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        # Counts are taken anew in each round: a merge makes new pairs and takes others apart.
        split = {word: merge(symbols, best) for word, symbols in split.items()}
    return merges


def encode(word, merges):
    # The order matters, not the length: a merge learned late may need what an earlier one has made.
    symbols = list(word)
    for pair in merges:
        symbols = merge(symbols, pair)
    return symbols


def merge(symbols, pair):
    """Replace a pair from left to right."""
    left, right = pair
    merged = []
    i = 0
    while i < len(symbols):
        if symbols[i : i + 2] == [left, right]:
            merged.append(left + right)
            i += 2  # both are used up: the second cannot start another pair
        else:
            merged.append(symbols[i])
            i += 1
    return merged
