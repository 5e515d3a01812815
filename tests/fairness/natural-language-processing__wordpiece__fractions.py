"""Exact fractions, pieces as tuples without prefixes inside (letters and a flag), a trie for encoding."""

from fractions import Fraction


def text(piece):
    start, letters = piece
    return letters if start else "##" + letters


def train(counts, size):
    corpus = [([(i == 0, c) for i, c in enumerate(w)], n) for w, n in counts.items()]
    order = sorted({text(p) for pieces, _ in corpus for p in pieces})
    while len(order) < size:
        ones, twos = {}, {}
        for pieces, n in corpus:
            for a in pieces:
                ones[a] = ones.get(a, 0) + n
            for a, b in zip(pieces, pieces[1:]):
                twos[a, b] = twos.get((a, b), 0) + n
        if not twos:
            return order
        ranked = sorted(twos, key=lambda t: (-Fraction(twos[t], ones[t[0]] * ones[t[1]]), text(t[0]), text(t[1])))
        a, b = ranked[0]
        for pieces, _ in corpus:
            i = 0
            while i + 1 < len(pieces):
                if pieces[i] == a and pieces[i + 1] == b:
                    pieces[i : i + 2] = [(a[0], a[1] + b[1])]
                i += 1
        new = text((a[0], a[1] + b[1]))
        order.append(new)
    return order


def encode(word, vocabulary, longest=100):
    trie = {}
    for token in vocabulary:
        node = trie
        for c in token:
            node = node.setdefault(c, {})
        node[""] = True
    out, at = [], 0
    if len(word) > longest:
        return ["[UNK]"]
    while at < len(word):
        node = trie
        if at:
            node = node.get("#", {}).get("#", {})
        found = 0
        for k, c in enumerate(word[at:], 1):
            node = node.get(c)
            if node is None:
                break
            if "" in node:
                found = k
        if not found:
            return ["[UNK]"]
        out.append(("##" if at else "") + word[at : at + found])
        at += found
    return out
