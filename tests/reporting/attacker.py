"""Somebody who has the shared reports and works out hidden numbers from all sums at once, in whole numbers.

The attacker is told more than a reader is: which hidden figures are below 5, as long as any other of the same sum is
shown; and every share that is told to the last digit. All worlds are put to the solver (HiGHS) together, which is much
faster than one by one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from reporting.content import Cell

MANY = 10_000
NOTHING = "nothing"
"""A cell of a table that is left out."""


@dataclass
class World:
    """The true numbers, and which of them each cell of the reports adds up; `told` is what the reports say."""

    truth: list[int] = field(default_factory=list)
    sums: list[list[int]] = field(default_factory=list)
    told: list[Cell] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    shares: list[tuple[list[int], list[int]]] = field(default_factory=list)
    """Numbers whose share of others is told."""

    def number(self, rng: random.Random) -> int:
        """A new true number, small more often than not; its place."""
        self.truth.append(rng.choice([0, 0, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 12, rng.randint(0, 30)]))
        return len(self.truth) - 1

    def value(self, atoms: Sequence[int]) -> int:
        return sum(self.truth[at] for at in atoms)

    def tell(self, atoms: Sequence[int], cell: Cell, group: str = "") -> None:
        """That a report says this of the sum of these numbers, in one sum with others of the group."""
        self.sums.append(list(atoms))
        self.told.append(cell)
        self.groups.append(group)

    def tell_share(self, atoms: Sequence[int], whole: Sequence[int], cell: Cell) -> None:
        """That a report says this of the share of these numbers in the whole."""
        if isinstance(cell, Decimal):
            self.shares.append((list(atoms), list(whole)))

    def limits(self, at: int) -> tuple[int, int]:
        """What a cell tells of the true number: `5` is 5 to 7, `10` is 8 to 12."""
        cell, value = self.told[at], self.value(self.sums[at])
        if isinstance(cell, int):
            return max(5, cell - 2), cell + 2
        if cell == NOTHING:
            return 0, MANY
        shown = any(isinstance(self.told[i], int) for i in range(len(self.told)) if self.groups[i] == self.groups[at])
        if not shown and self.groups[at]:
            return 0, MANY
        return (0, 4) if value < 5 else (5, MANY)

    def secrets(self) -> list[int]:
        """The cells that hide a small number."""
        return [at for at in range(len(self.told)) if self.told[at] == "*" and self.value(self.sums[at]) < 5]


def worked_out(worlds: Sequence[World]) -> list[tuple[World, int]]:
    """The hidden cells that can be one value only.

    Each answer of the solver shows of many cells that they can be something else; it is asked for one in each world.
    """
    matrix, lower, upper, first = _equations(worlds)
    left = [world.secrets() for world in worlds]
    found: list[tuple[World, int]] = []
    while any(left):
        asked = [cells[:1] for cells in left]
        for sign in (1, -1):
            goal = np.zeros(matrix.shape[1])
            for world, cells, start in zip(worlds, asked, first, strict=True):
                for at in cells:
                    goal[[start + atom for atom in world.sums[at]]] += sign
            best = _solve(goal, matrix, lower, upper)
            left = [
                [at for at in cells if best[[start + atom for atom in world.sums[at]]].sum() == _true(world, at)]
                for world, cells, start in zip(worlds, left, first, strict=True)
            ]
        for world, cells, ask in zip(worlds, left, asked, strict=True):
            if ask and ask[0] in cells:  # neither more nor less
                cells.remove(ask[0])
                found.append((world, ask[0]))
    return found


def _true(world: World, at: int) -> int:
    return world.value(world.sums[at])


def _solve(goal, matrix, lower, upper):
    size = matrix.shape[1]
    answer = milp(
        goal,
        constraints=LinearConstraint(matrix, lower, upper),
        bounds=Bounds(np.zeros(size), np.full(size, MANY)),
        integrality=np.ones(size),
    )
    assert answer.success, answer.message
    return np.round(answer.x)


def _equations(worlds: Sequence[World]):
    rows: list[int] = []
    columns: list[int] = []
    factors: list[int] = []
    lower: list[int] = []
    upper: list[int] = []
    first, size = [], 0
    for world in worlds:
        first.append(size)
        for at, atoms in enumerate(world.sums):
            low, high = world.limits(at)
            rows += [len(lower)] * len(atoms)
            columns += [size + atom for atom in atoms]
            factors += [1] * len(atoms)
            lower.append(low)
            upper.append(high)
        for atoms, whole in world.shares:  # part × true whole = whole × true part
            rows += [len(lower)] * (len(atoms) + len(whole))
            columns += [size + atom for atom in (*atoms, *whole)]
            factors += [world.value(whole)] * len(atoms) + [-world.value(atoms)] * len(whole)
            lower.append(0)
            upper.append(0)
        size += len(world.truth)
    matrix = coo_array((np.array(factors, float), (rows, columns)), shape=(len(lower), size)).tocsr()
    return matrix, np.array(lower, float), np.array(upper, float), first
