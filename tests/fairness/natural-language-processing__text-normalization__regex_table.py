"""A table of regular expressions, walked from the top."""

import re
import unicodedata

TABLE = [
    (r"(..+)ies", lambda m: m[1] + "y"),
    (r"(.*(?:ss|ch|sh|x|z))es", lambda m: m[1]),
    (r".*(?:ss|us|is)", lambda m: m[0]),
    (r"(...+)s", lambda m: m[1]),
    (r"(..+)ied", lambda m: m[1] + "y"),
    (r"(.*ie)d", lambda m: m[1]),
    (r".*eed", lambda m: m[0]),
    (r"(?=.*[aeiouy].*ing)(..+)ing", lambda m: fix(m[1])),
    (r"(..+)ed", lambda m: fix(m[1])),
]


def fix(stem):
    if len(stem) > 1 and stem[-1] == stem[-2] and stem[-1] not in "aeiouylsz":
        return stem[:-1]
    vowels = re.findall("[aeiouy]", stem)
    if len(vowels) == 1 and re.search("[^aeiouy][aeiouy][^aeiouywx]$", stem):
        return stem + "e"
    return stem


def base_form(word, irregular):
    special = irregular.get(word)
    if special is not None:
        return special
    if not (word.isascii() and word.isalpha()):
        return word
    for pattern, action in TABLE:
        match = re.fullmatch(pattern, word)
        if match is None:
            continue
        if pattern.endswith(("+)ing", "+)ed")):
            if not any(v in match[1] for v in "aeiouy"):
                continue
        return action(match)
    return word


def tokens(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    text = text.replace("\u2019", "'")
    out, current = [], ""
    for i, c in enumerate(text):
        inner = c == "'" and current and current[-1] != "'" and i + 1 < len(text) and text[i + 1].isalnum()
        if c.isalnum() or inner:
            current += c
        elif current:
            out.append(current)
            current = ""
    if current:
        out.append(current)
    return [t[:-2] if t.endswith("'s") else t for t in out]


def normalize(text, irregular):
    return [base_form(t, irregular) for t in tokens(text)]
