# /// mistake
# fails = "plurals_lose_their_ending"
# says = "You turned dies into dy: before ies at least two letters must stand."
# ///
import re
import unicodedata


def tokens(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.replace("’", "'"))
    return [token.removesuffix("'s") for token in found]


def base_form(word, irregular):
    if word in irregular:
        return irregular[word]
    if not re.fullmatch("[a-z]+", word):
        return word
    if word.endswith("ies"):
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
    if stem == word or len(stem) < 2 or not re.search("[aeiouy]", stem):
        return word
    return repaired(stem)


def repaired(stem):
    if re.search(r"([^aeiouylsz])\1$", stem):
        return stem[:-1]
    if re.fullmatch("[^aeiouy]+[aeiouy][^aeiouywx]", stem):
        return stem + "e"
    return stem


def normalize(text, irregular):
    return [base_form(token, irregular) for token in tokens(text)]
