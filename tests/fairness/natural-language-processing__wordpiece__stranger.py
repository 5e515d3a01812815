"""Written from the prompt alone: pieces as lists, a replace loop, scores computed with max over sorted pairs."""


def train(counts, size):
    splits = {}
    letters = set()
    for w in counts:
        s = [w[0]] + ["##" + c for c in w[1:]]
        splits[w] = s
        letters.update(s)
    vocab = sorted(letters)
    while len(vocab) < size:
        freq, pair_freq = {}, {}
        for w, s in splits.items():
            n = counts[w]
            for i, p in enumerate(s):
                freq[p] = freq.get(p, 0) + n
                if i:
                    key = (s[i - 1], p)
                    pair_freq[key] = pair_freq.get(key, 0) + n
        if len(pair_freq) == 0:
            break
        best, best_score = None, -1.0
        for pair in sorted(pair_freq):
            score = pair_freq[pair] / (freq[pair[0]] * freq[pair[1]])
            if score > best_score:
                best, best_score = pair, score
        new = best[0] + best[1].removeprefix("##")
        for w, s in splits.items():
            i = 0
            while i < len(s) - 1:
                if (s[i], s[i + 1]) == best:
                    s[i : i + 2] = [new]
                i += 1
        vocab.append(new)
    return vocab


def encode(word, vocabulary, longest=100):
    if len(word) > longest:
        return ["[UNK]"]
    known = set(vocabulary)
    tokens = []
    rest = word
    while rest:
        prefix = "##" if tokens else ""
        n = len(rest)
        while n > 0 and prefix + rest[:n] not in known:
            n -= 1
        if n == 0:
            return ["[UNK]"]
        tokens.append(prefix + rest[:n])
        rest = rest[n:]
    return tokens
