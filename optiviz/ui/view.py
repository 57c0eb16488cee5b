"""How a page is shown, whatever it shows: which of its controls are hidden, and whether it is for a room of people.

Both stand in the address of every page, "hide=speed,results" and "mode=presenter", and stay for the session. What is
hidden keeps its value: it is there, out of sight. session_state["view"] holds the two as {"hide": [names], "mode":
text}, "view.shown" the part of the address that said so last, "view.page" the page that it belonged to.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from optiviz.averages.spec import BETA, DAY, DAYS, MOST_BETAS
from optiviz.messages import unknown
from optiviz.optimizers import OPTIMIZERS
from optiviz.schedules import SCHEDULES
from optiviz.specs import COORDINATE, STEPS, gradient_params
from optiviz.surfaces import SURFACES

NAMES = ("hide", "mode")  # parts of the address that are about the view
PRESENTER = "presenter"
LONGEST = 1000  # characters of the address that are read
MOST_PROBLEMS = 4

# What can be hidden, beside the knobs: name -> (title, what the browser finds it by).
PARTS = {
    "sidebar": ("The sidebar", '[data-testid="stSidebarUserContent"]'),
    "pages": ("The list of pages", ".stAppHeader"),
    "presets": ("Presets", ".st-key-chosen, .st-key-averages-preset"),
    "question": ("Questions", ".st-key-question"),
    "answer": ("What is true, and its limits", ".st-key-answer"),
    "formula": ("The surface's formula", ".st-key-formula"),
    "legend": ("Paths and their losses", ".ov-legend"),
    "views": ("Choice of views", ".ov-views"),
    "internals": ("Internals", '.ov-why, .ov-toggle[data-name="Internals"]'),
    "equal": ("Equal units", '.ov-toggle[data-name="Equal units"]'),
    "play": ("Play and steps", ".ov-bar"),
    "speed": ("Speed, loop and events", ".ov-settings"),
    "figures": ("Figures below the stage", ".optiviz-board"),
    "subjects": ("Choice of what stands below the stage", '[class*="st-key-"][class*="-closer"]'),
    "results": ("Results", ".st-key-results"),
    "equations": ("Equations", ".st-key-cards"),
    "references": ("References", ".st-key-references"),
    "surface": ("Choice of the surface", '[class*="st-key-family-"], [class*="st-key-surface-"]'),
    "tolerance": ("Tolerance", '[class*="st-key-tolerance"]'),
    "noise_switch": ("Switch for noise and clipping", '[class*="st-key-noisy-"]'),
    "shared": ("Switch for one learning rate", '[class*="st-key-shared-"]'),
    "fit": ("Fit learning rates", ".st-key-fit"),
    "sweep": ("Sweep for me", ".st-key-sweep"),
    "optimizers": ("Optimizers in the sidebar", '[class*="st-key-lane"][class*="-open"]'),
    "add": ("Add an optimizer", ".st-key-add"),
    "fair": ("Fair race", ".st-key-fair"),
    "signal": ("Choice of the signal", ".st-key-averages-signal"),
    "curves": ("Which averages are drawn", ".st-key-averages-curves"),
    "own": ("Own numbers", ".st-key-averages-own"),
    "sections": ("Sections of the Reference", ".st-key-reference-section"),
    "search": ("Search in the Reference", ".st-key-reference-q"),
    "share": ("Copy link and Reset", ".st-key-share"),
    "teach": ("This form", ".st-key-teach"),
}

# The sidebar itself and the way to it; on a narrow screen it is also where the pages are listed, so there it stays.
NO_SIDEBAR = """@media (min-width: 768px) {
  [data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none !important; }
}"""


def _knobs():
    """Name -> title of every number that has a knob on the stage or under the averages."""
    rows = [form.params for row in OPTIMIZERS.values() for form in row.forms.values()]
    rows += [row.params for row in (*SURFACES.values(), *SCHEDULES.values())]
    rows += [gradient_params(key) for key in SURFACES]
    rows += [(DAYS, DAY, *(BETA.but(name=f"beta{k}", title=f"beta of average {k + 1}") for k in range(MOST_BETAS)))]
    return {param.name: param.title for params in ((COORDINATE, STEPS), *rows) for param in params}


KNOBS = _knobs()


def selector(name):
    """What the browser finds a hideable thing by."""
    if name in PARTS:
        return PARTS[name][1]
    handle = ", .ov-handle" if name == COORDINATE.name else ""
    return f'.ov-knob[data-knob="{name}"]{handle}'


def title(name):
    """What a hideable thing is called on screen."""
    return PARTS[name][0] if name in PARTS else f"Knob: {KNOBS[name]}"


def hideable():
    """The names of all that can be hidden: parts of pages first, then knobs by their titles."""
    return [*PARTS, *sorted(set(KNOBS) - set(PARTS), key=lambda name: (KNOBS[name].lower(), name))]


def open_link(page):
    """Before anything of a page is shown: take over what its address says of the view, if the reader changed that.

    A page that is reached without a word about the view keeps that of the page before.
    """
    state = st.session_state
    given = {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
    first, other = "view" not in state, state.get("view.page") != page
    changed = not first and (other or walked()) and given != state["view.shown"] and query() == state["view.shown"]
    if first or (changed and (given or not other)):
        _follow(given)
    if other:
        state["read"] = None  # the page's own part of the address is one to read, as optiviz.ui.address has it
    state["view.page"] = page
    _save()


def walked():
    """Whether the reader went back or on in the browser's history: what Streamlit knows and has no public name for."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def _follow(given):
    names = [name for text in given.get("hide", [])[-1:] for name in text[:LONGEST].split(",") if name]
    known = [name for name in dict.fromkeys(names) if name in PARTS or name in KNOBS]
    problems = [unknown("thing to hide", name[:40], hideable()) for name in names if name not in known]
    mode = given.get("mode", [""])[-1][:40]
    if mode not in ("", PRESENTER):
        problems.append(unknown("mode", mode, [PRESENTER]))
        mode = ""
    st.session_state["view"] = {"hide": known, "mode": mode}
    st.session_state["view.problems"] = problems[:MOST_PROBLEMS]


def _save():
    """The address says how the page is shown."""
    now = query()
    if now != {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
        st.query_params.from_dict(others | now)
    st.session_state["view.shown"] = now


def query(hide=None, mode=None):
    """The part of an address that says how its page is shown, {name: [text]}: as now, or as given."""
    view = st.session_state.get("view", {"hide": [], "mode": ""})
    hide, mode = view["hide"] if hide is None else hide, view["mode"] if mode is None else mode
    parts = {"hide": ",".join(hide), "mode": mode}
    return {name: [text] for name, text in parts.items() if text}


def hidden():
    """The names of what is hidden."""
    return list(st.session_state.get("view", {}).get("hide", ()))


def presenter():
    """Whether the page is for a room full of people."""
    return st.session_state.get("view", {}).get("mode") == PRESENTER


# Callbacks


def put(hide=None, mode=None):
    """Show pages in another way from now on."""
    found = {"hide": hidden() if hide is None else list(hide)}
    found["mode"] = st.session_state["view"]["mode"] if mode is None else mode
    st.session_state["view"], st.session_state["view.problems"] = found, []


def toggle_presenter():
    put(mode="" if presenter() else PRESENTER)
