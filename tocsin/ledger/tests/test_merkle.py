import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.ledger.merkle import Tree, inclusion_path, leaf_hash, node_hash, root_of_path, tree_root

# the reference leaves and roots of the certificate-transparency project, for trees of 1 to 8 leaves
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size):
    assert tree_root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_root_of_no_leaves_is_the_hash_of_nothing():
    assert tree_root([]) == hashlib.sha256(b"").digest()


def recursive_root(leaves):
    """The definition of RFC 9162 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(recursive_root(leaves[:k]), recursive_root(leaves[k:]))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70))
def test_the_growing_tree_is_the_one_that_the_rfc_defines(leaves):
    assert tree_root(leaves) == recursive_root(leaves)


def test_a_tree_keeps_one_hash_per_bit_of_its_size():
    tree = Tree()
    for number in range(1000):
        tree.add(str(number).encode())
    assert len(tree.roots) == (1000).bit_count()


TREES = st.lists(st.binary(max_size=4), min_size=1, max_size=40, unique=True).flatmap(
    lambda leaves: st.tuples(st.just(leaves), st.integers(0, len(leaves) - 1))
)


@settings(deadline=None)
@given(TREES)
def test_every_leaf_has_a_path_to_the_root(tree):
    leaves, index = tree
    path = inclusion_path([leaf_hash(leaf) for leaf in leaves], index)
    assert root_of_path(leaves[index], index, len(leaves), path) == tree_root(leaves)


@settings(deadline=None)
@given(TREES, st.data())
def test_a_path_proves_nothing_else(tree, data):
    leaves, index = tree
    path = inclusion_path([leaf_hash(leaf) for leaf in leaves], index)
    root = tree_root(leaves)
    assert root_of_path(leaves[index] + b"x", index, len(leaves), path) != root
    elsewhere = data.draw(st.integers(-2, len(leaves) + 2).filter(lambda other: other != index))
    assert root_of_path(leaves[index], elsewhere, len(leaves), path) != root
    assert root_of_path(leaves[index], index, len(leaves), [*path, b"\0" * 32]) is None
    if path:
        assert root_of_path(leaves[index], index, len(leaves), path[:-1]) is None


def test_no_path_leads_to_a_leaf_outside_the_tree():
    with pytest.raises(IndexError):
        inclusion_path([], 0)
    with pytest.raises(IndexError):
        inclusion_path([leaf_hash(b"")], -1)
    assert root_of_path(b"", 0, 0, []) is None
