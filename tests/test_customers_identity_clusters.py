from hypothesis import given
from hypothesis import strategies as st

from customers.identity.clusters import Cluster, clusters
from customers.identity.matching import Link

PEOPLE = "abcdefg"
LINKS = st.lists(
    st.builds(Link, st.sampled_from(PEOPLE[:4]), st.sampled_from(PEOPLE[4:]), st.floats(0.5, 1)),
    max_size=12,
    unique_by=lambda link: (link.a, link.b),
)

SURE, BRIDGE = Link("a", "b", 0.99), Link("b", "c", 0.6)


def test_a_chain_shows_the_link_that_bridges_it():
    assert clusters([BRIDGE, SURE]) == (Cluster(("a", "b", "c"), BRIDGE),)


def test_a_link_that_is_not_needed_is_not_the_weakest():
    closing = Link("a", "c", 0.5)

    assert clusters([SURE, closing, BRIDGE])[0].weakest == BRIDGE


def test_the_most_doubtful_cluster_comes_first():
    other = Link("x", "y", 0.7)

    assert [one.weakest for one in clusters([SURE, other, BRIDGE])] == [BRIDGE, other]


def test_nothing_linked_is_no_cluster():
    assert clusters([]) == ()


@given(LINKS, st.randoms())
def test_clusters_are_apart_whatever_the_order_of_links(links, chance):
    found = clusters(links)
    shuffled = list(links)
    chance.shuffle(shuffled)

    members = [one for cluster in found for one in cluster.members]
    assert len(members) == len(set(members))
    assert set(members) == {one for link in links for one in (link.a, link.b)}
    assert clusters(shuffled) == found


@given(LINKS)
def test_without_its_weakest_link_and_those_below_a_cluster_falls_apart(links):
    for cluster in clusters(links):
        stronger = [link for link in links if link.probability > cluster.weakest.probability]
        assert all(
            len(one.members) < len(cluster.members)
            for one in clusters(stronger)
            if set(one.members) <= set(cluster.members)
        )
