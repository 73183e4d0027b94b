"""Which column of a file means which field: proposed from the words of its header."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from customers.identity.folding import folded


class Import(StrEnum):
    """What a file tells of, one row each."""

    CONTACTS = "contacts"
    ORDERS = "orders"
    INVOICES = "invoices"
    COMPLAINTS = "complaints"


WHO = (
    *("customer", "reference", "card", "name", "given_name", "surname", "organisation_name"),
    *("email", "phone", "street", "postcode", "town", "country", "language", "birth_date"),
    *("occupation", "kind", "motivation", "brake"),
)
"""Fields that say who it is; `reference` is the number the other program has for the person."""

DEED = ("document", "date", "amount", "currency", "line", "shop", "division", "note")
"""Fields that say what happened."""

FIELDS: Mapping[Import, Sequence[str]] = {
    Import.CONTACTS: (*WHO, "date", "note"),
    Import.ORDERS: (*DEED, *WHO),
    Import.INVOICES: (*DEED, *WHO),
    Import.COMPLAINTS: ("document", "date", "note", "line", "shop", "division", *WHO),
}
"""What may be read from a file of each kind."""

NEEDED: Mapping[Import, Sequence[str]] = {
    Import.CONTACTS: (),
    Import.ORDERS: ("document", "date"),
    Import.INVOICES: ("document", "date"),
    Import.COMPLAINTS: ("document", "date"),
}
"""Without these columns a file of that kind cannot be taken in."""

WORDS: Mapping[str, str] = {
    "customer": "customer id, surmesure, surmesure id, id surmesure",
    "reference": "reference, ref, id, customer number, customer no, client no, numero client,"
    " no client, n client, code client, contact id, customer, client, رقم العميل, رقم الزبون",
    "card": "card, card number, carte, numero de carte, no carte, بطاقة",
    "name": "name, full name, customer name, nom complet, nom et prenom, nom client,"
    " nom du client, contact, الاسم الكامل",
    "given_name": "given name, first name, firstname, forename, prenom, الاسم الشخصي",
    "surname": "surname, last name, lastname, family name, nom, nom de famille, الاسم العائلي",
    "organisation_name": "organisation, organization, company, societe, entreprise,"
    " raison sociale, شركة",
    "email": "email, e mail, mail, email address, courriel, adresse email, adresse mail,"
    " البريد الالكتروني",
    "phone": "phone, telephone, tel, mobile, portable, phone number, gsm, الهاتف",
    "street": "street, address, adresse, rue, address line 1, العنوان",
    "postcode": "postcode, postal code, zip, zip code, code postal, cp, الرمز البريدي",
    "town": "town, city, ville, المدينة",
    "country": "country, pays, البلد",
    "language": "language, langue, اللغة",
    "birth_date": "birth date, born, birthday, date of birth, date de naissance, ne le,"
    " naissance, تاريخ الميلاد",
    "occupation": "occupation, profession, job, metier, المهنة",
    "kind": "private or organisation, particulier ou organisme",
    "motivation": "motivation, what moves the customer",
    "brake": "brake, frein, what holds the customer back",
    "document": "document, number, no, num, numero, order, order number, order no, commande,"
    " numero de commande, no commande, n commande, invoice, invoice number, invoice no, facture,"
    " numero de facture, no facture, n facture, complaint, complaint number, case, ticket,"
    " reclamation, numero de reclamation, dossier, رقم, رقم الطلب, رقم الفاتورة",
    "date": "date, day, at, order date, invoice date, date commande, date de commande,"
    " date facture, date de facture, created, created at, since, depuis, client depuis,"
    " date de creation, التاريخ",
    "amount": "amount, total, sum, price, montant, total ttc, montant ttc, prix, المبلغ",
    "currency": "currency, devise, monnaie, العملة",
    "line": "product line, line, product, article, produit, gamme, المنتج",
    "shop": "shop, store, magasin, boutique, point de vente, المتجر",
    "division": "division, department, departement, service",
    "note": "note, notes, text, subject, comment, comments, remark, objet, commentaire,"
    " motif, texte, description, remarque, ملاحظة",
}
"""Words by which columns go in English, French and Arabic, folded, commas between."""


def proposed(header: Sequence[str], kind: Import) -> dict[int, str]:
    """The field each column most probably means, by its place from 0; each field once.

    A column nobody can place is left out.
    """
    meant = {word: field for field in FIELDS[kind] for word in (field, *_words(field))}
    found: dict[int, str] = {}
    for place, name in enumerate(header):
        field = meant.get(plain(name))
        if field and field not in found.values():
            found[place] = field
    return found


def missing(mapping: Mapping[int, str], kind: Import) -> tuple[str, ...]:
    """Fields a file of that kind needs and `mapping` has not; of contacts any that names one."""
    mapped = set(mapping.values())
    lacking = tuple(field for field in NEEDED[kind] if field not in mapped)
    return lacking if mapped & set(WHO) else (*lacking, "name")


def plain(name: str) -> str:
    """The name of a column, as it is compared: only its letters and digits, folded."""
    letters = (letter if letter.isalnum() else " " for letter in folded(name))
    return " ".join("".join(letters).split())


def _words(field: str) -> tuple[str, ...]:
    return (field.replace("_", " "), *(plain(word) for word in WORDS[field].split(",")))
