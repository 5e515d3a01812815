# /// mistake
# fails = "learns_the_most_frequent_pairs"
# says = "You add an end-of-word mark: this drill has none."
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
    out = []
    i = 0
    while i < len(symbols):
        if i + 1 < len(symbols) and symbols[i] == pair[0] and symbols[i + 1] == pair[1]:
            out.append(pair[0] + pair[1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


def train(words, count):
    splits = {word: list(word) + ["</w>"] for word in words}
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
