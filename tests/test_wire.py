"""The wire: a race survives it exactly, all else is refused in a sentence, a reply holds what simulate computed."""

import copy
import json
import math
import re
from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz import OPTIMIZERS, SURFACES, simulate
from optiviz.figures import contour_figure
from optiviz.legend import legend
from optiviz.planes import phase_steep
from optiviz.readouts import track
from optiviz.records import Terrain
from optiviz.simulate import compiled
from optiviz.slices import slices
from optiviz.specs import DEFAULT_RACE, Lane, Place, RaceSpec
from optiviz.terrain import grid, landmarks, surveyor, terrain
from optiviz.ui.inside import measured
from optiviz.ui.live import LONGEST
from optiviz.ui.wire import answer, ground_of, message_of, packed, race_of
from tests.races import RACES
from tests.replies import read

MANY = settings(max_examples=150, deadline=None, derandomize=True)
MESSAGE = message_of(DEFAULT_RACE)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


def ask(race, **others):
    return json.dumps(
        {"id": 7, "race": message_of(race), "focus": None, "ground": False, "views": [], "slice": None} | others
    )


CUT = {"lane": 1, "row": 12, "along": "y"}
LINES = {"id": 7, "surface": "bowl", "surface_values": {"kappa": 30, "angle": 0}, "points": [[1, 2]], "along": "x"}


def lines(**others):
    return json.dumps(LINES | others)


def refused(reply):
    """The sentence of a refusal."""
    assert isinstance(reply, str), reply[:80]
    said = json.loads(reply)
    assert set(said) == {"id", "error"}
    assert said["error"][-1] in ".?;"
    return said["error"]


@pytest.fixture
def cold(monkeypatch):
    """A server on which nothing has run yet, whatever the tests before have run in this process."""
    for programs in (compiled, surveyor, grid):
        monkeypatch.setattr(programs, "_made", OrderedDict())


def ran(race, ground=True):
    """The race, once everything that it needs has run, as the page does it."""
    paths = [simulate(spec) for spec in race.paths()]
    if ground:
        terrain(race.place.surface, race.place.surface_values)
    return paths


@MANY
@given(race=RACES)
def test_every_race_comes_back_from_its_message_exactly_and_fits_the_longest_message(race):
    text = ask(race, id=2**53 - 1, focus=0)
    assert race_of(json.loads(text)["race"]) == race
    assert message_of(race_of(json.loads(text)["race"])) == message_of(race)
    assert len(text) <= LONGEST


def test_the_longest_race_fits_the_longest_message():
    lanes = [Lane(key, form) for key, row in OPTIMIZERS.items() for form in row.forms]
    lane = max(lanes, key=lambda lane: len(str(lane)))
    place = max(map(Place, SURFACES), key=lambda place: len(str(place)))
    text = ask(RaceSpec(place, (lane,) * 8, rate=1.0), id=2**53 - 1, focus=0)
    assert len(re.sub(r"-?\d[\d.e-]*", "-1.2345678901234567e-05", text)) < LONGEST


def test_whole_numbers_are_numbers_and_the_order_of_names_is_free():
    values = dict(reversed(MESSAGE["lanes"][0]["values"].items())) | {"learning_rate": 1}
    lanes = [MESSAGE["lanes"][0] | {"values": values}]
    given_race = race_of(dict(reversed((MESSAGE | {"start": [1, -2], "rate": 2, "lanes": lanes}).items())))
    assert given_race.place.start == (1.0, -2.0)
    assert given_race.rate == 2.0
    assert given_race.lanes[0].values["learning_rate"] == 1.0


BROKEN = [  # (where in the message, what stands there, what the sentence must contain)
    (["surface"], "bowll", 'did you mean "bowl"?'),
    (["surface"], 3, "`surface` must be a name, got 3."),
    (["surface"], "", "`surface` must be a name"),
    (["surface_values"], [1], "`surface_values` must be an object, got [1]."),
    (["surface_values", "kappa"], "30", "`kappa` must be a number, got '30'."),
    (["surface_values", "kappa"], math.nan, "`kappa` must be in [1, 1e6], got nan."),
    (["surface_values", "kapa"], 3, 'did you mean "kappa"?'),
    (["surface_values"], {"kappa": 3}, "The value of bowl lacks `angle`."),
    (["start"], [1], "`start`"),
    (["start"], [1, 2, 3], "`start`"),
    (["start"], "12", "`start` must be a list"),
    (["start"], ["1", "2"], "`start` must be a number"),
    (["start"], [math.inf, 0], "`start` must be in [−1e6, 1e6], got inf."),
    (["steps"], 2001, "`steps` must be a whole number in [1, 2000], got 2001."),
    (["steps"], 0, "`steps`"),
    (["steps"], 1.5, "`steps`"),
    (["steps"], True, "`steps` must be a number, got True."),
    (["steps"], None, "`steps` must be a number, got None."),
    (["steps"], 10**400, "`steps`"),
    (["rate"], False, "`rate` must be a number"),
    (["rate"], -1, "`learning_rate` must be in"),
    (["rate"], 1e7, "`learning_rate` must be in"),
    (["tolerance"], 0, "`tolerance` must be in"),
    (["tolerance"], None, "`tolerance` must be a number"),
    (["lanes"], [], "1 to 8 optimizers, got 0"),
    (["lanes"], MESSAGE["lanes"] * 3, "1 to 8 optimizers, got 12"),
    (["lanes"], {"0": MESSAGE["lanes"][0]}, "`lanes` must be a list"),
    (["lanes", 1], None, "`lane` must be an object"),
    (["lanes", 1, "optimizer"], "adamm", 'did you mean "adam"?'),
    (["lanes", 1, "optimizer"], ["gd"], "`optimizer` must be a name"),
    (["lanes", 1, "convention"], "tensorflow", "Unknown convention of momentum"),
    (["lanes", 1, "convention"], None, "`convention` must be a name"),
    (["lanes", 1, "convention"], "", "`convention` must be a name"),
    (["lanes", 1, "values"], None, "`values` must be an object"),
    (["lanes", 1, "values", "momentum"], 2, "`momentum` must be in [0, 1"),
    (["lanes", 1, "values", "beta"], 0.5, "Unknown value of momentum"),
    (["lanes", 1, "values"], {"learning_rate": 1}, "lacks `momentum`"),
    (["lanes", 1, "label"], "x", 'Unknown part of a lane "label"'),
    (["seed"], 1, 'Unknown part of a race "seed"'),
]


@pytest.mark.parametrize(("where", "what", "sentence"), BROKEN)
def test_a_message_that_is_not_a_legal_race_is_refused_in_a_sentence(where, what, sentence):
    message = copy.deepcopy(MESSAGE)
    part = message
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = what
    with pytest.raises(ValueError, match=r".") as error:
        race_of(message)
    assert sentence in str(error.value)
    assert refused(
        answer(json.dumps({"id": 1, "race": message, "focus": None, "ground": False, "views": [], "slice": None}))
    ) == str(error.value)


@pytest.mark.parametrize("name", MESSAGE)
def test_a_message_that_lacks_something_is_refused(name):
    with pytest.raises(ValueError, match=f"The race lacks `{name}`"):
        race_of({key: part for key, part in MESSAGE.items() if key != name})


@pytest.mark.parametrize(
    ("text", "identity", "sentence"),
    [
        ("", None, "must be JSON"),
        ("{", None, "must be JSON"),
        ("[" * 8000, None, "must be JSON"),
        ("1" * 8000, None, "must be JSON"),
        ("[]", None, "`request` must be an object"),
        ("{}", None, "`id` must be a whole number"),
        ('{"id": "<script>"}', None, "`id` must be a whole number"),
        ('{"id": -1}', None, "`id`"),
        ('{"id": true}', None, "`id`"),
        ('{"id": 1.5}', None, "`id`"),
        ('{"id": 1e999}', None, "`id`"),
        ('{"id": 9007199254740992}', None, "`id`"),
        ('{"id": 5}', 5, "The request lacks `race`."),
        (ask(DEFAULT_RACE, focus=4), 7, "`focus` must be a whole number in [0, 3], got 4."),
        (ask(DEFAULT_RACE, focus=-1), 7, "`focus`"),
        (ask(DEFAULT_RACE, focus=True), 7, "`focus`"),
        (ask(DEFAULT_RACE, focus="0"), 7, "`focus`"),
        (ask(DEFAULT_RACE, ground=1), 7, "`ground` must be true or false, got 1."),
        (ask(DEFAULT_RACE, views="schedule"), 7, "`views` must be a list, got 'schedule'."),
        (ask(DEFAULT_RACE, views=[["schedule"]]), 7, "`views` must be a name"),
        (ask(DEFAULT_RACE, views=["sched"]), 7, 'did you mean "schedule"?'),
        (ask(DEFAULT_RACE, views=["schedule"] * 900), 7, "`views` must name each view once"),
        (ask(DEFAULT_RACE, slice=[]), 7, "`slice` must be an object"),
        (ask(DEFAULT_RACE, slice=CUT | {"lane": 4}), 7, "`lane` must be a whole number in [0, 3], got 4."),
        (ask(DEFAULT_RACE, slice=CUT | {"row": 2001}), 7, "`row` must be a whole number in [0, 2000], got 2001."),
        (ask(DEFAULT_RACE, slice=CUT | {"along": "z"}), 7, 'Unknown line "z"'),
        (ask(DEFAULT_RACE, slice=CUT | {"seed": 1}), 7, 'Unknown part of a slice "seed"'),
        (ask(DEFAULT_RACE, slice={"lane": 0, "row": 0}), 7, "The slice lacks `along`."),
        (lines(points=[]), 7, "`points` must be 1 to 11 points, got 0."),
        (lines(points=[[0, 0]] * 12), 7, "`points` must be 1 to 11 points, got 12."),
        (lines(points=[0, 0]), 7, "`points` must be a list, got 0."),
        (lines(points=[[0, math.nan]]), 7, "`start` must be in [−1e6, 1e6], got nan."),
        (lines(points=[[0, 1, 2]]), 7, "`start`"),
        (lines(points=[["0", 1]]), 7, "`points` must be a number"),
        (lines(surface="bowll"), 7, 'did you mean "bowl"?'),
        (lines(surface_values={"kappa": 1}), 7, "The value of bowl lacks `angle`."),
        (lines(along="down"), 7, 'Unknown line "down"'),
        (lines(race=1), 7, 'Unknown part of a request "race"'),
        (ask(DEFAULT_RACE, seed=1), 7, 'Unknown part of a request "seed"'),
        (
            '{"id": 5, "race": "\\ud800", "focus": null, "ground": false, "views": [], "slice": null}',
            5,
            "`race` must be an object",
        ),
        ('{"id": 5, "\\ud800": 1}', 5, "Unknown part of a request"),
    ],
    ids=str,
)
def test_a_request_that_is_none_is_refused_under_its_number(text, identity, sentence):
    reply = answer(text)
    assert sentence in refused(reply)
    assert json.loads(reply)["id"] == identity


@MANY
@given(text=st.text(max_size=60) | JSON.map(json.dumps))
def test_no_text_at_all_can_break_answering(text):
    assert refused(answer(text))


@MANY
@given(part=st.sampled_from(["id", "race", "focus", "ground", *MESSAGE]), junk=JSON, key=st.text(max_size=5))
def test_no_junk_in_a_good_request_can_break_answering(part, junk, key):
    request = json.loads(ask(DEFAULT_RACE))
    (request if part in request else request["race"])[part] = junk
    reply = answer(json.dumps(request))
    assert read(reply) if isinstance(reply, bytes) else refused(reply)
    request["race"] = MESSAGE | {"lanes": [MESSAGE["lanes"][0] | {"values": {key: junk}}]}
    assert refused(answer(json.dumps(request)))


def test_a_reply_holds_what_is_drawn_of_each_path_in_32_bits():
    paths = ran(DEFAULT_RACE)
    header, arrays = read(answer(ask(DEFAULT_RACE)))
    assert (header["id"], header["floor"], "inside" in header) == (7, 0.0, False)
    assert list(arrays) == [f"{k}.{name}" for k in range(4) for name in ("x", "y", "height")]
    for k, (path, (label, slot)) in enumerate(zip(paths, legend(DEFAULT_RACE.lanes), strict=True)):
        drawn = track(path, label, slot)
        np.testing.assert_array_equal(arrays[f"{k}.x"], drawn.x.astype("f4"))
        np.testing.assert_array_equal(arrays[f"{k}.y"], drawn.y.astype("f4"))
        np.testing.assert_array_equal(arrays[f"{k}.height"], drawn.loss.astype("f4"))


def test_a_reply_holds_the_inside_of_the_lane_in_focus():
    paths = ran(DEFAULT_RACE)
    header, arrays = read(answer(ask(DEFAULT_RACE, focus=2)))
    told, expected = measured(paths[2])
    assert header["inside"] == told
    for name, values in expected.items():
        np.testing.assert_array_equal(arrays[name], values.astype("f4"))


def test_a_reply_holds_the_points_of_the_views_in_sight_and_of_no_other():
    paths = ran(DEFAULT_RACE)
    _, alone = read(answer(ask(DEFAULT_RACE)))
    header, arrays = read(answer(ask(DEFAULT_RACE, views=["phase_steep", "schedule"])))
    assert header["views"] == ["phase_steep", "schedule"]
    added = [f"phase_steep.{k}.{axis}" for k in range(4) for axis in "xy"] + [f"schedule.{k}.y" for k in range(4)]
    assert list(arrays) == [*alone, *added]
    for k, path in enumerate(paths):
        place, velocity = phase_steep(path, len(path.theta))
        np.testing.assert_array_equal(arrays[f"phase_steep.{k}.x"], place.astype("f4"))
        np.testing.assert_array_equal(arrays[f"phase_steep.{k}.y"], velocity.astype("f4"))
        np.testing.assert_array_equal(arrays[f"schedule.{k}.y"][1:], path.learning_rate.astype("f4"))


def test_a_view_has_as_many_rows_as_the_path_of_a_run_that_diverges():
    wild = RaceSpec(Place("rosenbrock", steps=300), (Lane("gd", values={"learning_rate": 1.0}),))
    ran(wild)
    _, arrays = read(answer(ask(wild, views=["phase_flat", "schedule"])))
    assert len(arrays["0.x"]) == len(arrays["phase_flat.0.x"]) == len(arrays["schedule.0.y"]) < 300
    assert np.isfinite(arrays["phase_flat.0.y"]).all()


@pytest.mark.parametrize("along", ["x", "y", "steepest"])
def test_a_reply_holds_the_slice_through_the_row_asked_for(along):
    paths = ran(DEFAULT_RACE)
    header, arrays = read(answer(ask(DEFAULT_RACE, slice=CUT | {"along": along})))
    found = slices("bowl", DEFAULT_RACE.place.surface_values, paths[1].theta[12:13], along)
    assert header["slice"] == {"along": along, "ends": [found.s[0], found.s[-1]], "lane": 1, "row": 12}
    for name in ("at", "at_loss", "slope", "low", "low_loss"):
        np.testing.assert_array_equal(arrays[f"slice.{name}"], getattr(found, name).astype("f4"))
    np.testing.assert_array_equal(arrays["slice.loss"], found.loss[0].astype("f4"))
    header, _ = read(answer(ask(DEFAULT_RACE, slice=CUT | {"row": 1999})))
    assert header["slice"]["row"] == 150


def test_slices_through_points_alone_are_answered_line_by_line():
    ran(DEFAULT_RACE)
    points = [[1.5, -0.25], [0.0, 2.0], [-3.0, 0.1]]
    header, arrays = read(answer(lines(points=points)))
    found = slices("bowl", {"kappa": 30.0, "angle": 0.0}, points, "x")
    assert header["slice"] == {"along": "x", "ends": [-3.0, 3.0]}
    np.testing.assert_array_equal(arrays["slice.loss"].reshape(3, -1), found.loss.astype("f4"))
    np.testing.assert_array_equal(arrays["slice.slope"], found.slope.astype("f4"))


def test_a_shared_learning_rate_drives_every_lane():
    shared = RaceSpec(Place(), (Lane("gd"), Lane("momentum")), rate=0.05)
    paths = ran(shared)
    _, arrays = read(answer(ask(shared)))
    for k, path in enumerate(paths):
        assert path.learning_rate[0] == 0.05
        np.testing.assert_array_equal(arrays[f"{k}.x"], path.theta[:, 0].astype("f4"))


def test_heights_are_taken_in_64_bits_so_that_the_last_decades_survive():
    place = Place("branin", start=(3.2, 2.2), steps=400)
    close = RaceSpec(place, (Lane("gd", values={"learning_rate": 0.05}),))
    (path,) = ran(close)
    header, arrays = read(answer(ask(close)))
    floor = landmarks("branin", place.surface_values).floor
    assert header["floor"] == floor != 0
    np.testing.assert_array_equal(arrays["0.height"], (path.loss - floor).astype("f4"))
    assert 0 < arrays["0.height"][arrays["0.height"] > 0].min() < 1e-9  # 32 bits of the loss end at 2e-8


def test_without_a_known_floor_the_height_is_the_loss():
    place = Place("saddle", steps=20)
    falling = RaceSpec(place, (Lane("gd"),))
    (path,) = ran(falling)
    header, arrays = read(answer(ask(falling, ground=True)))
    assert header["floor"] is None
    assert header["ground"]["delta"] is None
    np.testing.assert_array_equal(arrays["0.height"], path.loss.astype("f4"))


def test_a_path_that_diverges_ends_with_its_last_row_that_can_be_drawn():
    wild = RaceSpec(Place("rosenbrock", steps=300), (Lane("gd", values={"learning_rate": 1.0}), Lane("adam")))
    paths = ran(wild)
    _, arrays = read(answer(ask(wild, ground=True)))
    assert not np.isfinite(paths[0].theta).all()
    assert 1 <= len(arrays["0.x"]) < 300
    assert len(arrays["1.x"]) == 301
    assert np.isfinite(arrays["0.x"]).all()


@pytest.mark.parametrize("key", ["bowl", "rosenbrock", "himmelblau", "branin"])
def test_the_ground_is_coloured_and_contoured_as_the_figure_does_it(key):
    place = Place(key)
    on_it = RaceSpec(place, (Lane("gd"),))
    ran(on_it)
    header, arrays = read(answer(ask(on_it, ground=True)))
    ground, surface = header["ground"], terrain(key, place.surface_values)
    drawn = contour_figure(surface, [], dark=False)["data"][0]
    contours = drawn["contours"]
    assert (ground["nx"], ground["ny"]) == (61, 61)
    assert (*ground["x"], *ground["y"]) == SURFACES[key].domain
    assert (ground["low"], ground["high"]) == (drawn["zmin"], drawn["zmax"])
    assert (ground["start"], ground["high"], ground["size"]) == (contours["start"], contours["end"], contours["size"])
    assert ground["title"] == drawn["colorbar"]["title"]["text"]
    assert (ground["delta"] is not None) == SURFACES[key].log
    np.testing.assert_array_equal(ground["minima"], surface.minima)
    np.testing.assert_array_equal(ground["saddles"], surface.saddles.tolist())
    z = arrays["ground.z"].reshape(ground["ny"], ground["nx"])
    x, y = surface.x[80], surface.y[14]
    loss = float(SURFACES[key].function(np.array([x, y]), **place.surface_values))
    expected = loss if ground["delta"] is None else math.log10(loss - header["floor"] + ground["delta"])
    assert z[7, 40] == pytest.approx(expected, rel=1e-6)


def test_numbers_that_are_not_finite_leave_the_header_valid():
    x = np.array([0.0, 0.5, 1.0])
    holes = np.full((3, 3), np.nan)
    holes[0, 2], holes[2, 0] = np.inf, -np.inf
    surface = Terrain("holes", x, x, holes, np.array([[np.nan, 0.0]]), np.empty((0, 2)), np.nan, True)
    ground, z = ground_of(surface)
    header, arrays = read(packed({"ground": ground, "floor": math.inf}, {"ground.z": z, "huge": np.array([1e300])}))
    assert header["floor"] is None
    assert header["ground"]["minima"] == [[None, 0.0]]
    np.testing.assert_array_equal(arrays["ground.z"], holes[::2, ::2].ravel())
    assert arrays["huge"] == math.inf


def test_what_has_not_run_yet_is_refused_and_not_compiled(cold):
    new = RaceSpec(Place("michalewicz", steps=5), (Lane("adam"),))
    points = lines(surface="michalewicz", surface_values={})
    for request in (ask(new), points):
        assert "have not run on this surface since the server started: open the page" in refused(answer(request))
    assert len(compiled) == len(surveyor) == len(grid) == 0
    ran(new, ground=False)
    assert read(answer(ask(new)))
    other = replace(new, lanes=(Lane("adam", "keras"),))  # the same rule by another convention is another program
    assert "have not run on this surface" in refused(answer(ask(other)))
    assert "have not run on this surface" in refused(answer(ask(new, ground=True)))
    assert "have not run on this surface" in refused(answer(points))
    terrain("michalewicz", new.place.surface_values)
    assert read(answer(ask(new, ground=True)))
    assert read(answer(points))
