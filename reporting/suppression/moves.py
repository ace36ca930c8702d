"""Which figures must be hidden so that a small one cannot be worked out from those that are told. Pure arithmetic.

Figures that add up to others are the edges of a network: at each node what comes in equals what goes out. A hidden
figure is safe when it could be one more or one less and the other hidden ones could make up for it, while every figure
that is told stays exactly as it is: then whoever knows all that is told, unrounded, still has two answers. That is a
circle of edges, each of which can go up or down, and in a network there is such a circle whenever there is any other
answer (Ahuja, Magnanti and Orlin, Network Flows, 1993, theorem 3.5).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

SMALL = 5
"""Counts below this are hidden."""

Node = Hashable
Name = Hashable


@dataclass(frozen=True, slots=True)
class Edge:
    """A figure that is part of `end` and is made up by `start`. `told` says that it stands in the report."""

    start: Node
    end: Node
    value: int
    told: bool = True
    is_total: bool = False

    @property
    def is_small(self) -> bool:
        return self.value < SMALL

    def can_go(self, step: int) -> bool:
        """Whether it may be one more (`step` 1) or one less (-1), by what a reader may know of a hidden figure.

        That a small one is 0 to 4 and another is not, and that it is not 0, since a row with nobody is often left out:
        we do not count on readers not knowing which is which.
        """
        lowest, highest = (min(1, self.value), SMALL - 1) if self.is_small else (SMALL, self.value + 1)
        return lowest <= self.value + step <= highest


def hidden_figures(edges: Mapping[Name, Edge], forced: Collection[Name] = ()) -> set[Name]:
    """The names of the figures to be hidden: the small ones, those that are forced, and what keeps these safe.

    Figures that do not stand in the report count as known when they are not small. When all that hangs together is
    hidden there is nothing left to hide, and nobody can tell which of it is small.
    """
    hidden = {name for name, edge in edges.items() if edge.is_small} | set(forced)
    for name in [name for name, edge in edges.items() if edge.is_small and edge.told]:
        protect(edges, hidden, name)
    return hidden


def protect(edges: Mapping[Name, Edge], hidden: set[Name], name: Name) -> None:
    """Hide further figures, parts before totals and small before large, until this one has another answer."""
    while True:
        reached, is_safe = _other_answer(edges, hidden, name)
        if is_safe:
            return
        beside = [
            each
            for each, edge in edges.items()
            if edge.told and each not in hidden and (edge.start in reached or edge.end in reached)
        ]
        if not beside:
            return
        hidden.add(min(beside, key=lambda each: (edges[each].is_total, edges[each].value)))


def _other_answer(edges: Mapping[Name, Edge], hidden: set[Name], name: Name) -> tuple[set[Node], bool]:
    """Whether the figure could be one more or less; and the nodes up to which others could make up for it."""
    edge = edges[name]
    others = [edges[each] for each in hidden if each != name]
    all_reached: set[Node] = {edge.end}
    for step in (1, -1):
        if not edge.can_go(step):
            continue
        reached, to_do = {edge.end}, [edge.end]
        while to_do:
            node = to_do.pop()
            steps = [each.end for each in others if each.start == node and each.can_go(step)]
            steps += [each.start for each in others if each.end == node and each.can_go(-step)]
            for following in steps:
                if following == edge.start:
                    return reached, True
                if following not in reached:
                    reached.add(following)
                    to_do.append(following)
        all_reached |= reached
    return all_reached, False
