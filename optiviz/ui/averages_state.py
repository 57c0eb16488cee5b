"""The page of averages between session state and link.

session_state["averages"] holds an AveragesSpec as plain values, with "betas" a list; "averages.own" the reader's own
numbers as {"mark", "place"} (place: where they lie on the shelf); "averages.preset" the key of the preset followed
last; "averages.problems" what was wrong in the link opened last, "averages.elsewhere" the key of a preset in it that
another page has, or None.
"""

from dataclasses import asdict

import streamlit as st

from optiviz.averages.links import from_query, to_query
from optiviz.averages.spec import AveragesSpec, starting
from optiviz.presets.averages import PRESETS
from optiviz.ui import address, race_state, shelf

ROWS = {preset.key: preset for preset in PRESETS}
NAME = "averages"  # of the page, in the address
NEXT = (0.9, 0.98, 0.5, 0.99, 0.8, 0.95)


def spec():
    """The AveragesSpec on screen."""
    values = dict(st.session_state["averages"])
    return AveragesSpec(**values | {"betas": tuple(values["betas"])})


def put(found):
    """Show an AveragesSpec; what was wrong in a link is history then."""
    st.session_state["averages.problems"] = []
    st.session_state["averages"] = asdict(found) | {"betas": list(found.betas)}


def change(**values):
    """Change some values of what is on screen."""
    put(AveragesSpec(**asdict(spec()) | values))


def open_link():
    """Before anything is shown: take over what the address says, if the reader changed it and no control."""
    query = address.news(NAME, "averages" not in st.session_state, lambda: _query(spec()))
    if query:
        _read(query)
    elif query is not None:
        follow(next(iter(ROWS)))


def _read(query):
    """Show what a query says: what stands beside a preset changes that one, unless it is about another signal."""
    state, key = st.session_state, query.get("preset", [""])[-1][:40]
    rest = {name: texts for name, texts in query.items() if name != "preset"}
    known, problems, elsewhere = key in ROWS, [], None
    if "preset" in query and not known:
        problems, elsewhere = race_state.missing(key, list(ROWS))
    whole = _listed(ROWS[key].spec) if known else {}
    same = "signal" not in rest or rest["signal"][-1:] == whole.get("signal")
    found, more = from_query(whole | rest if same else rest)
    put(found)
    state["averages.preset"] = key if known and same else None
    state["averages.problems"], state["averages.elsewhere"] = problems + more, elsewhere


def save_link():
    """After all controls: the address says what is on screen, in short where it is a preset."""
    address.save(NAME, _query(spec()))


def link():
    """The query of the page, as the address bar shows it."""
    return address.link(NAME)


def _query(found):
    preset = st.session_state.get("averages.preset")
    if preset and ROWS[preset].spec == found:
        return {"preset": [preset]}
    return _listed(found)


def _listed(found):
    return {name: text if isinstance(text, list) else [text] for name, text in to_query(found).items()}


# Callbacks


def follow(key):
    """Show a preset."""
    put(ROWS[key].spec)
    st.session_state["averages.preset"] = key


def signal_chosen():
    """Another signal, with the values it is first shown with; the preset told of the one before."""
    st.session_state["averages.preset"] = None
    signal = st.session_state["averages~signal"]
    change(signal=signal, **starting(signal), day=min(spec().day, int(starting(signal)["days"])))


def copied(name):
    """A widget's value becomes the page's."""
    value = st.session_state[f"averages~{name}"]
    if value is not None:
        change(**{name: value})


def average_added():
    betas = spec().betas
    change(betas=(*betas, next(b for b in NEXT if b not in betas)))


def average_removed():
    change(betas=spec().betas[:-1])


def turned(values):
    """The numbers that the board's knobs say."""
    betas = [value for name, value in values.items() if name.startswith("beta")]
    others = {name: value for name, value in values.items() if not name.startswith("beta")}
    change(**others, betas=tuple(betas))


def bring(mark, numbers):
    """The reader's own numbers; mark changes with them."""
    st.session_state["averages.own"] = {"mark": mark, "place": shelf.lay(numbers)}
