"""What the stage says on release becomes the race of the page, if it fits; nothing else does."""

import pytest

from optiviz.presets import RACES
from optiviz.specs import DEFAULT_RACE, Lane, Place, RaceSpec
from optiviz.ui import race_state
from optiviz.ui.wire import message_of


@pytest.fixture
def state(monkeypatch):
    """Session state that holds the default race."""
    held = {}
    monkeypatch.setattr(race_state.st, "session_state", held)
    race_state.put(DEFAULT_RACE)
    return held


def turned(**changes):
    """The message of the default race with other numbers."""
    return {**message_of(DEFAULT_RACE), **changes}


def test_numbers_of_the_stage_become_those_of_the_page(state):
    message = turned(start=[0.25, -1.5], steps=77, surface_values={"kappa": 12.5, "angle": 30.0})
    message["lanes"][3]["values"]["b1"] = 0.123456789
    race_state.take_over(message, 0)
    assert message_of(race_state.take()) == message


def test_the_common_learning_rate_is_taken_over(state):
    state["shared"], state["rate"] = True, 0.1
    race_state.take_over(turned(rate=0.025), 0)
    assert race_state.take().rate == 0.025


OTHER = RaceSpec(Place("beale"), (Lane("adam"),))
REFUSED = {
    "no race": None,
    "a text": "race",
    "another surface": message_of(OTHER),
    "fewer optimizers": turned(lanes=message_of(DEFAULT_RACE)["lanes"][:2]),
    "a start that is no number": turned(start=[float("nan"), 0.0]),
    "too many steps": turned(steps=10**9),
    "an unknown part": turned(camera=[0, 0, 1]),
}


@pytest.mark.parametrize("message", REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_the_race_on_screen_changes_nothing(state, message):
    race_state.take_over(message, 0)
    assert race_state.take() == DEFAULT_RACE


def test_what_was_turned_before_another_race_came_changes_nothing_in_that_one(state):
    late = turned(surface_values={"kappa": 12.5, "angle": 30.0})
    race_state.put(DEFAULT_RACE)  # the same optimizers on the same surface
    race_state.take_over(late, 0)
    assert race_state.take() == DEFAULT_RACE
    race_state.take_over(late, 1)
    assert race_state.take().place.surface_values["kappa"] == 12.5


def test_a_common_learning_rate_that_is_off_by_now_is_left_out_and_the_rest_is_taken(state):
    race_state.take_over(turned(rate=0.1, steps=77), 0)
    race = race_state.take()
    assert (race.rate, race.place.steps) == (None, 77)


def test_the_focus_follows_the_lane_and_falls_back_to_the_last_one(state):
    assert race_state.focus(DEFAULT_RACE) == 3
    race_state.set_focus(1)
    assert race_state.focus(DEFAULT_RACE) == 1
    for nonsense in (99, -1, "1", None, 1.5):
        race_state.set_focus(nonsense)
    assert race_state.focus(DEFAULT_RACE) == 1
    race_state.lane_removed(state["lanes"][0])
    assert race_state.focus(race_state.take()) == 0
    race_state.lane_removed(state["lanes"][0])
    assert race_state.focus(race_state.take()) == 1


def test_a_choice_of_convention_that_comes_back_empty_leaves_the_one_before(state):
    for before in ("keras", "none of them"):
        state["lane3.convention"] = None
        race_state.convention_chosen(3, before)
        assert state["lane3.convention"] == ("keras" if before == "keras" else "pytorch")


class Query(dict):
    """The query of an address bar: lists of texts by name."""

    get_all = dict.__getitem__

    def from_dict(self, texts):
        self.clear()
        self.update(texts)


@pytest.mark.parametrize("preset", RACES.values(), ids=RACES)
def test_every_preset_is_a_link_that_sets_all_controls_to_its_race_and_stays_short(state, monkeypatch, preset):
    monkeypatch.setattr(race_state.st, "query_params", Query(preset=[preset.key]))
    race_state.open_link(preset.page)
    assert state["preset"] == preset.key
    assert not state["problems"]
    assert race_state.take() == preset.spec
    race_state.save_link(race_state.take())
    assert race_state.st.query_params == {"preset": [preset.key]}
