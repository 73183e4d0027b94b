"""Folding: text as people search and compare it, without case, accents and punctuation."""

from customers.identity.folding import digits, folded, same_phone

__all__ = ["digits", "folded", "same_phone", "searched", "words_of"]


def searched(name: str, email: str, phone: str) -> str:
    """What a person is found by: all three folded, and the number without its spaces."""
    return folded(f"{name} {email} {phone} {digits(phone)}")


def words_of(text: str) -> tuple[str, ...]:
    """What of `text` must be found: its words, or the digits when all of it is one number."""
    plain = folded(text)
    if digits(plain) and not any(letter.isalpha() for letter in plain):
        return (digits(plain),)
    return tuple(word.lstrip("0") if word.isdigit() else word for word in plain.split())
