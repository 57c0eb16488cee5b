"""Compiled programs are made once, and asking whether one is there makes none."""

import threading

import pytest

from optiviz.kept import kept


@pytest.fixture
def squares():
    made = []

    @kept(2)
    def square(x):
        made.append(x)
        return x * x

    return square, made


def test_what_is_kept_is_made_once_and_asking_makes_nothing(squares):
    square, made = squares
    assert (3,) not in square
    assert (square(3), square(3)) == (9, 9)
    assert (3,) in square
    assert made == [3]
    assert square.__name__ == "square"


def test_what_was_not_used_for_longest_goes_first(squares):
    square, made = squares
    for x in (1, 2, 1, 3):
        square(x)
    assert [(x,) in square for x in (1, 2, 3)] == [True, False, True]
    assert len(square) == 2
    square(2)
    assert made == [1, 2, 3, 2]


def test_threads_that_want_the_same_at_once_make_it_once():
    made, together = [], threading.Barrier(4)

    @kept(2)
    def slow(x):
        made.append(x)
        together_or_alone.wait(0.2)  # long enough for the others to arrive
        return object()

    def want():
        together.wait()
        got.append(slow(1))

    got, together_or_alone = [], threading.Event()
    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    assert len(set(map(id, got))) == 1


def test_what_could_not_be_made_is_tried_again():
    tries = []

    @kept(2)
    def fails_once(x):
        tries.append(x)
        if len(tries) == 1:
            raise RuntimeError("no memory")
        return x

    with pytest.raises(RuntimeError):
        fails_once(5)
    assert (5,) not in fails_once
    assert fails_once(5) == 5
