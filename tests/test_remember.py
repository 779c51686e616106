"""What was worked out once is kept, and never for another argument."""

from __future__ import annotations

from maocoop.remember import FEW, remembered


class Thing:
    """Something with an identity and a number."""

    def __init__(self, number: int) -> None:
        self.number = number


def test_it_is_worked_out_once_for_an_object_and_anew_for_another() -> None:
    asked: list[int] = []

    @remembered
    def twice(thing: Thing) -> int:
        asked.append(thing.number)
        return 2 * thing.number

    one, like_it = Thing(1), Thing(1)
    assert [twice(one), twice(one), twice(like_it)] == [2, 2, 2]
    assert asked == [1, 1]


def test_only_a_few_are_kept_and_the_oldest_goes_first() -> None:
    asked: list[int] = []

    @remembered
    def same(thing: Thing) -> int:
        asked.append(thing.number)
        return thing.number

    things = [Thing(number) for number in range(FEW + 1)]
    assert [same(thing) for thing in things] == list(range(FEW + 1))
    same(things[-1])
    same(things[0])
    assert asked == [*range(FEW + 1), 0]


def test_an_object_that_took_the_place_of_another_is_another() -> None:
    @remembered
    def number_of(thing: Thing) -> int:
        return thing.number

    # A thing that nobody else holds is kept alive, so that its identity cannot be given again.
    assert [number_of(Thing(number)) for number in range(100)] == list(range(100))
