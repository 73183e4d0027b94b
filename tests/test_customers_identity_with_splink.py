"""Splink behind the same port; only where the extra [linkage] is installed."""

from importlib.util import find_spec

import pytest

from configurator.crowd.people import people
from configurator.crowd.records import records
from customers.identity.columns import Blocked
from customers.identity.matching import Linking

if any(find_spec(name) is None for name in ("splink", "duckdb", "pyarrow")):
    pytest.skip("the extra [linkage] is not installed", allow_module_level=True)

from customers.identity import with_splink  # after it is known to be there

pytestmark = pytest.mark.filterwarnings("ignore")
"""What Splink warns of is not for us to mend."""


@pytest.fixture(scope="module")
def made():
    return list(records(people(1500, 3), 3))


def test_splink_links_within_one_source(made):
    person = {one.record.id: one.person for one in made}

    found = with_splink.links([one.record for one in made], how=Linking(0.5))

    assert len({(link.a, link.b) for link in found}) == len(found) > 100
    assert all(link.a != link.b and link.probability >= 0.5 for link in found)
    sure = [person[link.a] == person[link.b] for link in found if link.probability > 0.999]
    assert sum(sure) / len(sure) > 0.6
    assert [link.probability for link in found] == sorted(
        (link.probability for link in found), reverse=True
    )


def test_splink_links_across_two_sources(made):
    first = [one.record for one in made if one.record.id.endswith("-0")]
    second = [one.record for one in made if one.record.id.endswith("-1")]

    found = with_splink.links(first, second, Linking(0.9, Blocked()))

    assert found
    assert {link.a[-2:] for link in found} == {"-0"}
    assert {link.b[-2:] for link in found} == {"-1"}
