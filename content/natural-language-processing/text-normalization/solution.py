import re
import unicodedata


def tokens(text):
    # NFKC before folding: a full-width capital has to become a letter first.
    text = unicodedata.normalize("NFKC", text).casefold()
    # NFD takes é apart into e and a combining accent, which can then be dropped.
    text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.replace("’", "'"))  # \w without the underscore is isalnum
    return [token.removesuffix("'s") for token in found]


def base_form(word, irregular):
    if word in irregular:  # before all rules: that is what the table is for
        return irregular[word]
    if not re.fullmatch("[a-z]+", word):
        return word
    if word.endswith("ies") and len(word) >= 5:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes", "zes")):
        return word[:-2]
    if word.endswith("s"):
        kept = word.endswith(("ss", "us", "is")) or len(word) < 4
        return word if kept else word[:-1]
    if word.endswith("ied"):
        return word[:-3] + "y" if len(word) >= 5 else word[:-1]
    if word.endswith("eed"):
        return word
    stem = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("ed")
    # Without a vowel before it the ending is none: king, red, string.
    if stem == word or len(stem) < 2 or not re.search("[aeiouy]", stem):
        return word
    return repaired(stem)


def repaired(stem):
    if re.search(r"([^aeiouylsz])\1$", stem):
        return stem[:-1]  # doubled only for the ending's sake
    # One vowel in all, between consonants: the e that the ending had swallowed.
    if re.fullmatch("[^aeiouy]+[aeiouy][^aeiouywx]", stem):
        return stem + "e"
    return stem


def normalize(text, irregular):
    return [base_form(token, irregular) for token in tokens(text)]
