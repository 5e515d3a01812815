# /// mistake
# fails = "unknown_characters_stay"
# says = "You keep words as text with spaces between symbols, so a space in a word is lost: keep lists."
# ///
def get_pairs(splits, words):
    counts = {}
    for word, freq in words.items():
        symbols = splits[word]
        for i in range(len(symbols) - 1):
            pair = (symbols[i], symbols[i + 1])
            counts[pair] = counts.get(pair, 0) + freq
    return counts


import re


def apply_merge(symbols, pair):
    pattern = re.compile(r"(?<!\S)" + re.escape(" ".join(pair)) + r"(?!\S)")
    return pattern.sub(lambda match: "".join(pair), " ".join(symbols)).split()


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
