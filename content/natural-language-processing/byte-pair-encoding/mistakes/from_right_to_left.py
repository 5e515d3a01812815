# /// mistake
# fails = "merges_from_left_to_right"
# says = "You replace from right to left, so aaa becomes a, aa: start at the left."
# ///
def get_pairs(splits, words):
    counts = {}
    for word, freq in words.items():
        symbols = splits[word]
        for i in range(len(symbols) - 1):
            pair = (symbols[i], symbols[i + 1])
            counts[pair] = counts.get(pair, 0) + freq
    return counts


def apply_merge(symbols, pair):
    out = list(symbols)
    i = len(out) - 2
    while i >= 0:
        if i + 1 < len(out) and out[i] == pair[0] and out[i + 1] == pair[1]:
            out[i : i + 2] = [pair[0] + pair[1]]
        i -= 1
    return out


def train(words, count):
    splits = {word: list(word) for word in words}
    merges = []
    for _ in range(count):
        counts = get_pairs(splits, words)
        if not counts:
            break
        top = max(counts.values())
        best = min(pair for pair in counts if counts[pair] == top)
        merges.append(best)
        for word in splits:
            splits[word] = apply_merge(splits[word], best)
    return merges


def encode(word, merges):
    symbols = list(word)
    for pair in merges:
        symbols = apply_merge(symbols, pair)
    return symbols
