"""Merkle trees of RFC 9162 section 2.1 (RFC 6962's): leaves and nodes are hashed under different prefixes. Pure."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows at its right edge and keeps only the roots of its full subtrees, one per bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self.roots: list[bytes] = []  # of falling height

    def add(self, leaf: bytes) -> None:
        node, size = leaf_hash(leaf), self.size
        while size & 1:
            node = node_hash(self.roots.pop(), node)
            size >>= 1
        self.roots.append(node)
        self.size += 1

    def root(self) -> bytes:
        """32 bytes; of an empty tree the hash of nothing."""
        if not self.roots:
            return hashlib.sha256(b"").digest()
        root, *taller = reversed(self.roots)
        for node in taller:
            root = node_hash(node, root)
        return root


def tree_root(leaves: Iterable[bytes]) -> bytes:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_path(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The siblings from leaf to root that prove the leaf at `index` (section 2.1.3.1); IndexError outside the tree."""
    level, path = list(leaf_hashes), list[bytes]()
    if not 0 <= index < len(level):
        raise IndexError(index)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        pairs = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]  # an odd last node moves up as it is
        index >>= 1
    return path


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that this path leads to (section 2.1.3.2), or None if it cannot belong to a tree of that size."""
    if not 0 <= index < size:
        return None
    node, last, rest = leaf_hash(leaf), size - 1, list(path)
    while last:
        if index & 1 or index < last:
            if not rest:
                return None
            sibling = rest.pop(0)
            node = node_hash(sibling, node) if index & 1 else node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    return None if rest else node
