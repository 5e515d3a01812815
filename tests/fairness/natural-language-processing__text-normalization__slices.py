"""Slices and sets; split by replacing what separates with blanks."""

import re
import unicodedata

VOWEL = set("aeiouy")


def tokens(text):
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(ch for ch in text if unicodedata.category(ch) != "Mn")
    text = text.translate({0x2019: "'"})
    text = re.sub(r"(?<![^\W_])'|'(?![^\W_])", " ", text)
    text = "".join(ch if ch.isalnum() or ch == "'" else " " for ch in text)
    return [re.sub("'s$", "", piece) for piece in text.split()]


def base_form(word, irregular):
    if word in irregular:
        return irregular[word]
    if any(ch < "a" or ch > "z" for ch in word) or not word:
        return word
    n = len(word)
    if word[-3:] == "ies" and n - 3 > 1:
        return word[:-3] + "y"
    if word[-4:] in {"sses", "ches", "shes"} or word[-3:] in {"xes", "zes"}:
        return word[:-2]
    if word[-2:] in {"ss", "us", "is"}:
        return word
    if word[-1] == "s" and n > 3:
        return word[:-1]
    if word[-3:] == "ied":
        return word[:-3] + "y" if n > 4 else word[:-1]
    if word[-3:] == "eed":
        return word
    for ending in ("ing", "ed"):
        k = len(ending)
        stem = word[:-k]
        if word[-k:] == ending and len(stem) > 1 and VOWEL & set(stem):
            if stem[-1] == stem[-2] and stem[-1] not in VOWEL and stem[-1] not in "lsz":
                return stem[:-1]
            count = sum(ch in VOWEL for ch in stem)
            if count == 1 and len(stem) > 2 and stem[-2] in VOWEL and stem[-1] not in "wx":
                return stem + "e"
            return stem
    return word


def normalize(text, irregular):
    return list(map(lambda t: base_form(t, irregular), tokens(text)))
