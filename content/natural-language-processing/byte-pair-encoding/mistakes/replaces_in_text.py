# /// mistake
# fails = "symbols_are_not_text"
# says = "You join symbols with spaces and replace in the text, which also hits the ends of longer symbols: compare whole symbols."
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
    return " ".join(symbols).replace(" ".join(pair), "".join(pair)).split()


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
