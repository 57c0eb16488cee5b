"""One optimizer: what it repairs, its equations and symbols, ranges, libraries, presets, and its code."""

import streamlit as st

from optiviz.links import from_query
from optiviz.messages import digits, signs
from optiviz.optimizers import OPTIMIZERS
from optiviz.presets import RACES
from optiviz.reference import ENTRIES
from optiviz.specs import DEFAULT_RACE, RaceSpec, starting_lane
from optiviz.ui import cards
from optiviz.ui.address import moved
from optiviz.ui.codes import code_of
from optiviz.ui.reference import state
from optiviz.ui.reference.places import places


def entry():
    titles = {key: f"{OPTIMIZERS[key].title}, {_year(key)}" for key in ENTRIES}
    st.selectbox("Optimizer", titles, key=state.PREFIX + "entry", format_func=titles.get, on_change=moved)
    key = state.get("entry")
    left, right = st.columns((0.47, 0.53), gap="medium")
    with left:
        _words(key)
    with right:
        race, known = _race(key)
        _equations(key, race)
    st.subheader("Code", anchor=False)
    whence = "Of the run on the Playground." if known else "Of a run in the Playground's place, with usual values."
    st.caption(f"{whence} The script ends at the same point as the path there, to at least six digits.")
    code_of(race, state.PREFIX + "library")


def _year(key):
    return ENTRIES[key].year


def _words(key):
    row, texts = OPTIMIZERS[key], ENTRIES[key]
    st.markdown(f"### {row.title}")
    st.caption(f"{texts.year}, {row.family}. Source: {row.reference}.")
    st.markdown(row.story)
    st.markdown(f"**Why it exists.** {texts.problem}")
    if texts.after:
        after = OPTIMIZERS[texts.after].title
        st.button(f"Before it: {after}", on_click=state.go, args=("entries",), kwargs={"entry": texts.after})
    st.markdown(f"**Usual values.** {signs(texts.ranges)}")
    st.markdown(f"**Libraries.** {signs(texts.differences)}")
    st.markdown(f"**Memory.** Numbers kept beside each parameter: {texts.copies}. Gradients a step: {row.evaluations}.")
    for said, keys in texts.shown():
        st.markdown(f"**{said}**")
        places(keys)


def _equations(key, race):
    spec = race.paths()[0]
    with st.container(border=True):
        cards.equation_card(f"{OPTIMIZERS[key].title}, convention {spec.convention}", spec)
    with st.expander("What the symbols mean", expanded=True):
        st.markdown("\n".join(_symbols(spec.form)))


def _symbols(form):
    yield r"- $\theta_t$: the point after step $t$; $f$: the surface; $\eta_t$: the learning rate of step $t$"
    for param in form.params:
        tried = param.tried and f" usually tried on networks {param.tried},"
        default = f"Default {digits(param.default)},{tried} legal {param.legal}."
        yield f"- ${param.symbol}$: {param.title}. {param.help} {default}"
    yield from (f"- ${symbol}$: {form.title(name)}" for name, symbol in form.state.items())


def _race(key):
    """(RaceSpec, whether it is on the Playground): this optimizer alone, in the Playground's place."""
    race, forms = playground(), OPTIMIZERS[key].forms
    lanes = {lane.convention: lane for lane in reversed(race.lanes) if lane.optimizer == key}
    convention = next(iter(lanes), next(iter(forms)))
    if len(forms) > 1:
        name = f"{state.PREFIX}convention.{key}"
        st.session_state.setdefault(name, convention)
        convention = st.segmented_control("Convention", list(forms), key=name, required=True) or convention
    known = convention in lanes
    lane = lanes[convention] if known else starting_lane(key, convention)
    return RaceSpec(race.place, (lane,), race.rate if known else None, race.tolerance), known


def playground():
    """The RaceSpec that the Playground of this session shows."""
    query = dict(st.session_state.get("links", {}).get("playground", {}))
    preset = query.pop("preset", [None])[-1]
    if query:
        return from_query(query)[0]
    return RACES[preset].spec if preset in RACES else DEFAULT_RACE
