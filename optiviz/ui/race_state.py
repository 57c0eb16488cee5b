"""A race between session state, where widgets keep plain numbers and strings, and the link.

Keys: "surface", "surface.NAME", "gradient.NAME", "x", "y", "steps", "tolerance", "shared" (bool), "rate", "lanes"
(ids), and for lane id "lane3.optimizer", "lane3.convention", "lane3.NAME", "lane3.schedule", "lane3.schedule.NAME".
"focus" is the id of the lane in focus. They hold the race of the page on screen, "page"; "links" maps every page that
was seen to the query that the address bar showed there last. "preset" is the key of the preset that the page follows,
or None; "round" counts the races that were put on screen whole; "problems" the sentences about what was
wrong in the link that was opened last, "opened" that link as a query, "elsewhere" the key of a preset in it that
another page has, or None.
"""

import functools
from dataclasses import replace

import streamlit as st

from optiviz.links import NAMES as LINKED
from optiviz.links import from_query, to_query
from optiviz.messages import unknown
from optiviz.optimizers import OPTIMIZERS
from optiviz.presets import PAGES, PRESETS, RACES
from optiviz.schedules import SCHEDULES
from optiviz.specs import (
    DEFAULT_RACE,
    MOST_LANES,
    Lane,
    Place,
    RaceSpec,
    gradient_params,
    starting_lane,
)
from optiviz.surfaces import SURFACES
from optiviz.ui import address, views_on
from optiviz.ui.wire import race_of

STAGE = "race"  # the key of the stage that shows the race
PRESET = "preset"  # in a link: the key of a preset


def open_link(page="playground", default=DEFAULT_RACE, preset=None, read=None, write=None):
    """Before any control: take over what the address bar says, if the reader changed it and no control.

    page names the page, whose race is default, or that of a preset, on a first visit. An address without a query (a
    return from another page) keeps the race that the page had. A page whose addresses mean something else brings
    read(query) -> (RaceSpec, problems) and write(RaceSpec) -> query, in place of those for presets.
    """
    read, write = read or functools.partial(_read, default, preset), write or _query
    state = st.session_state
    fresh = state.get("page") != page or not _whole()
    state["page"] = page
    query = address.news(page, fresh, lambda: _written(write, take()))
    if query is not None:
        _follow(query, read)
        state["opened"] = write(take())


def _whole():
    """Whether every number of a race is there: Streamlit drops those of widgets that a run did not show."""
    try:
        take()
    except KeyError:
        return False
    return True


def _follow(query, read):
    rest = {name: texts for name, texts in query.items() if name != views_on.NAME}
    problems = views_on.follow(query.get(views_on.NAME, []))
    race, more = read(rest)
    st.session_state["problems"] = more + problems
    put(race)


def _written(write, race):
    return write(race) | views_on.query()


def _read(default, preset, query):
    """(RaceSpec, problems) of a query; what it does not say is the preset's race, or the default one."""
    keys, rest = query.get(PRESET), {name: texts for name, texts in query.items() if name != PRESET}
    key = keys[-1][:40] if keys else (None if rest else preset)
    problems, elsewhere = [], None
    if key is not None and key not in (known := _presets_here()):
        problems, elsewhere = missing(key, known)
        key = None
    if key is not None and PRESETS[key].spec is None:
        rest, more = without_race(rest, f"Preset {key}")
        problems += more
    race, more = read_over(RACES[key].spec if key in RACES else default, rest)
    st.session_state["preset"], st.session_state["elsewhere"] = key, elsewhere
    return race, problems + more


def without_race(rest, what):
    """(rest without what is about a race, problems); what names that which shows none."""
    said = [name for name in rest if name in LINKED]
    problems = [f"{what} shows no race of the link: {', '.join(said)} left out."] if said else []
    return {name: texts for name, texts in rest.items() if name not in said}, problems


def read_over(race, rest):
    """(RaceSpec, problems) of the part of a query that is about a race; race itself where there is no such part."""
    found, problems = from_query(rest)
    return (found if any(name in LINKED for name in rest) else race), problems


def missing(key, known):
    """(problems, the key if another page has it) of a preset that the page does not know."""
    if key in PRESETS:
        return [f'Preset "{key}" is on another page: {PAGES[PRESETS[key].page].title}.'], key
    return [f"{unknown('preset', key, known)} It is left out."], None


def _presets_here():
    """The keys that the page on screen can follow: every race, and what of its own is not about a race."""
    page = st.session_state["page"]
    return [key for key, preset in PRESETS.items() if key in RACES or (preset.spec is None and preset.page == page)]


def save_link(race, write=None, views=(), offered=()):
    """After all controls: the address bar says what is on screen, race None where that is no race.

    views are those that the stage shows by itself, offered all that it has; returned are those that are on.
    """
    on = views_on.shown(views, offered)
    address.save(st.session_state["page"], _written(write or _query, race))
    return on


def link():
    """The query of the page on screen, as the address bar shows it, without what is about the view."""
    return address.link(st.session_state["page"])


def unchanged():
    """Whether the race is still that of the link that was opened last, whatever its views."""
    return {name: texts for name, texts in link().items() if name != views_on.NAME} == st.session_state["opened"]


def _query(race):
    """The query of a RaceSpec as the address bar gives it back: every parameter a list of texts.

    The name of the preset that the page follows, and the race unless it is the preset's own or the preset has none.
    """
    key = st.session_state.get("preset")
    query = {} if key and PRESETS[key].spec in (None, race) else to_query(race)
    named = {PRESET: [key]} if key else {}
    return named | {name: text if isinstance(text, list) else [text] for name, text in query.items()}


def follow(key):
    """Follow a preset: its race on screen, if it has one, its name in the link."""
    st.session_state["preset"], st.session_state["problems"] = key, []
    if key in RACES:
        put(RACES[key].spec)


def put(race):
    """Set every control to a RaceSpec."""
    state, place = st.session_state, race.place
    state["round"] = state.get("round", -1) + 1
    state["surface"], (state["x"], state["y"]), state["steps"] = place.surface, place.start, place.steps
    _put_values("surface", place.surface_values)
    _put_values("gradient", place.gradient)
    state["noisy"] = place.gradient != Place(place.surface).gradient
    state["tolerance"], state["shared"] = race.tolerance, race.rate is not None
    state["rate"] = race.lanes[0].values["learning_rate"] if race.rate is None else race.rate
    state["lanes"] = []
    for lane in race.lanes:
        add(lane)


def add(lane):
    """One more lane, under an id that no lane had before."""
    number = st.session_state.get("next_lane", 0)
    st.session_state["next_lane"] = number + 1
    st.session_state["lanes"] = [*st.session_state["lanes"], number]
    _put_lane(number, lane)


def take():
    """The RaceSpec that the controls say."""
    state = st.session_state
    names = [p.name for p in SURFACES[state["surface"]].params]
    values = {name: state[f"surface.{name}"] for name in names}
    gradient = {p.name: state[f"gradient.{p.name}"] for p in gradient_params(state["surface"])}
    place = Place(state["surface"], values, (state["x"], state["y"]), state["steps"], gradient)
    lanes = tuple(lane_of(number) for number in state["lanes"])
    return RaceSpec(place, lanes, state["rate"] if state["shared"] else None, state["tolerance"])


def lane_of(number):
    """The Lane that the controls of lane number say."""
    state = st.session_state
    key, convention = state[f"lane{number}.optimizer"], state[f"lane{number}.convention"]
    names = [p.name for p in OPTIMIZERS[key].forms[convention].params]
    values = {name: state[f"lane{number}.{name}"] for name in names}
    schedule = state[f"lane{number}.schedule"]
    times = {p.name: state[f"lane{number}.schedule.{p.name}"] for p in SCHEDULES[schedule].params}
    return Lane(key, convention, values, schedule, times)


def ids():
    """What names each lane for as long as it is there."""
    return list(st.session_state["lanes"])


def focus(race):
    """The index of the lane in focus: the last one, until the reader chooses another."""
    lanes = st.session_state["lanes"]
    number = st.session_state.get("focus")
    return lanes.index(number) if number in lanes else len(race.lanes) - 1


# Callbacks of the stage


def take_over(message, number):
    """The numbers of a race that the stage's knobs say; the race on screen stays where they do not fit it.

    number is that of the round whose race was turned: another race may have the same optimizers on the same surface.
    """
    if number != st.session_state["round"]:
        return
    try:
        race = race_of(message)
    except ValueError:
        return  # not from our own knobs, which hold to the bounds
    if _shape(race) != _shape(take()):
        return  # another surface or optimizer was chosen meanwhile
    state = st.session_state
    (state["x"], state["y"]), state["steps"] = race.place.start, race.place.steps
    _put_values("surface", race.place.surface_values)
    _put_values("gradient", race.place.gradient)
    if race.rate is not None and state["shared"]:
        state["rate"] = race.rate
    for number, lane in zip(state["lanes"], race.lanes, strict=True):
        _put_values(f"lane{number}", lane.values)
        _put_values(f"lane{number}.schedule", lane.schedule_values)


def _shape(race):
    """What of a race no knob changes, beside whether there is a common learning rate: then the other numbers hold."""
    return race.place.surface, [(lane.optimizer, lane.convention, lane.schedule) for lane in race.lanes]


def set_focus(index):
    """Another lane in focus, by its index."""
    lanes = st.session_state["lanes"]
    if isinstance(index, int) and 0 <= index < len(lanes):
        st.session_state["focus"] = lanes[index]


def widget(name):
    """The key of the widget that shows session_state[name], in this round.

    A browser that has not drawn a new race yet still reports the widgets of the one before with its next message. Their
    keys are those of another round by then, so that nothing of an old race gets into a new one.
    """
    return f"{name}~{st.session_state['round']}"


def shown(name):
    """As widget, which is about to show what session_state[name] holds."""
    st.session_state[widget(name)] = st.session_state[name]
    return widget(name)


# Callbacks of controls


def taken(name, key, after=None):
    """The widget with this key was moved: session_state[name] follows, and what hangs on it in after()."""
    if key == widget(name):  # else it belongs to a race that is no longer on screen
        st.session_state[name] = st.session_state[key]
        if after:
            after()


def surface_chosen():
    """Another surface: its own values and start, and all of its examples; everything else stays."""
    row = SURFACES[st.session_state["surface"]]
    _put_values("surface", row.values)
    st.session_state["gradient.batch"] = 0.0
    st.session_state["x"], st.session_state["y"] = row.start


def optimizer_chosen(number):
    """Another optimizer in a lane: its default convention and starting values, on the same schedule."""
    lane, schedule = starting_lane(st.session_state[f"lane{number}.optimizer"]), f"lane{number}.schedule"
    before = st.session_state.get(schedule, lane.schedule)
    times = {p.name: st.session_state.get(f"{schedule}.{p.name}", p.default) for p in SCHEDULES[before].params}
    _put_lane(number, replace(lane, schedule=before, schedule_values=times))


def schedule_chosen(number):
    """Another schedule in a lane: values that both have stay, others are its own defaults."""
    schedule = f"lane{number}.schedule"
    for param in SCHEDULES[st.session_state[schedule]].params:
        name = f"{schedule}.{param.name}"
        st.session_state[name] = float(st.session_state.get(name, param.default))


def noise_switched():
    """The switch for noise and clipping: off, gradients are seen as they are."""
    state = st.session_state
    if not state["noisy"]:
        _put_values("gradient", Place(state["surface"]).gradient)


def convention_chosen(number, before):
    """Another convention: values that stood at the old one's defaults move to the new one's, others stay."""
    state, key = st.session_state, f"lane{number}.convention"
    forms = OPTIMIZERS[state[f"lane{number}.optimizer"]].forms
    if state[key] not in forms:  # Streamlit may report an emptied choice where the lanes change under it
        state[key] = before if before in forms else next(iter(forms))
        return
    old = {p.name: p.default for p in forms[before].params} if before in forms else {}
    for param in forms[state[key]].params:
        value = f"lane{number}.{param.name}"
        if param.name not in old or state.get(value, old[param.name]) == old[param.name]:
            state[value] = float(param.default)


def lane_added():
    """The optimizer picked under "Add an optimizer" gets a lane."""
    key = st.session_state["add"]
    if key and len(st.session_state["lanes"]) < MOST_LANES:
        add(starting_lane(key))
    st.session_state["add"] = None


def lane_removed(number):
    st.session_state["lanes"] = [other for other in st.session_state["lanes"] if other != number]


def reset():
    """The page as on a first visit."""
    state = st.session_state
    state["links"].pop(state.pop("page"), None)  # open_link then meets the page for the first time
    st.query_params.clear()


def _put_lane(number, lane):
    st.session_state[f"lane{number}.optimizer"] = lane.optimizer
    st.session_state[f"lane{number}.convention"] = lane.convention
    st.session_state[f"lane{number}.schedule"] = lane.schedule
    _put_values(f"lane{number}", lane.values)
    _put_values(f"lane{number}.schedule", lane.schedule_values)


def _put_values(prefix, values):
    for name, value in values.items():
        st.session_state[f"{prefix}.{name}"] = float(value)
