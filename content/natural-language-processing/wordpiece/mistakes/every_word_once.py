# /// mistake
# fails = "joins_what_belongs_together"
# says = "You count each word once: a word that comes n times counts n times."
# ///
from collections import Counter
from itertools import pairwise


def train(counts, size):
    words = {word: [word[0], *("##" + letter for letter in word[1:])] for word in counts}
    vocabulary = sorted({piece for pieces in words.values() for piece in pieces})
    while len(vocabulary) < size:
        single, pairs = Counter(), Counter()
        for word, pieces in words.items():
            for piece in pieces:
                single[piece] += 1
            for pair in pairwise(pieces):
                pairs[pair] += 1
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair] / (single[pair[0]] * single[pair[1]]), pair))
        joined = best[0] + best[1][2:]
        words = {word: merged(pieces, best, joined) for word, pieces in words.items()}
        vocabulary.append(joined)
    return vocabulary


def merged(pieces, pair, joined):
    found, i = [], 0
    while i < len(pieces):
        if tuple(pieces[i : i + 2]) == pair:
            found.append(joined)
            i += 2
        else:
            found.append(pieces[i])
            i += 1
    return found


def encode(word, vocabulary, longest=100):
    if len(word) > longest:
        return ["[UNK]"]
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start > 0 else "") + word[start:end]
            if piece in vocabulary:
                break
        else:
            return ["[UNK]"]
        pieces.append(piece)
        start = end
    return pieces
