"""Lists changed in place; lists of two as pairs."""


def _merge(parts, a, b):
    i = 0
    while i < len(parts) - 1:
        if parts[i] == a and parts[i + 1] == b:
            parts[i] = a + b
            del parts[i + 1]
        i += 1


def train(words, count):
    corpus = [[list(w), n] for w, n in words.items()]
    merges = []
    for _ in range(count):
        freq = {}
        for parts, n in corpus:
            for k in range(1, len(parts)):
                key = (parts[k - 1], parts[k])
                freq[key] = freq.get(key, 0) + n
        best = None
        for key, n in freq.items():
            if best is None or n > freq[best] or (n == freq[best] and key < best):
                best = key
        if best is None:
            break
        merges.append(list(best))
        for parts, _n in corpus:
            _merge(parts, *best)
    return merges


def encode(word, merges):
    parts = [*word]
    for a, b in merges:
        _merge(parts, a, b)
    return parts
