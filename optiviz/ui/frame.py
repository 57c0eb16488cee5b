"""What surrounds every page: what is hidden on it, the presenter's large type, and the keys."""

import json
from pathlib import Path

import streamlit as st

from optiviz.ui import cards, view
from optiviz.ui.server import url

LARGE = (Path(__file__).parent / "static" / "presenter.css").read_text(encoding="utf-8")
STYLE = """:has(> .st-key-frame), .st-key-frame {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.stApp [data-testid="stCaptionContainer"] { opacity: 0.8; }
.stApp [data-testid="stBaseButton-primary"] :is(*, p) { color: light-dark(#fff, #000); }
.ov-keys { max-width: 40rem; border: 1px solid; border-radius: 0.5rem; background: Canvas; color: CanvasText; }
.ov-keys::backdrop { background: rgba(0, 0, 0, 0.5); }
.ov-keys h2 { padding: 0 0 0.5rem; font-size: 1.2rem; }
.ov-keys dl { display: grid; grid-template-columns: auto 1fr; gap: 0.3rem 1rem; }
.ov-keys dt { font-weight: 600; }
.ov-keys dd { margin: 0; }
.ov-keys button { min-height: 2rem; padding: 0 1rem; font: inherit; }"""
KEYS = {
    "Space": "play or pause",
    "← →": "one step back or on",
    "Home, End": "to the start, to the end",
    "1 to 9": "the preset with this number on the page, or the step of a story",
    "P": "presenter mode: large type for a projector",
    "R": "run the page again (Streamlit's own)",
    "?": "this list",
}


def show(page):
    """Before a page: page is its name in the address."""
    view.open_link(page)
    with st.container(key="frame"):
        st.html(f"<style>{style()}</style>")
        st.button("Presenter mode", key="presenter", on_click=view.toggle_presenter, shortcut="p")
        st.html(_listen(), unsafe_allow_javascript=True)
    if problems := st.session_state["view.problems"]:
        cards.warn_of(problems)


def style():
    """The style sheet of the view."""
    rules = [STYLE, LARGE if view.presenter() else ""]
    names = view.hidden()
    rules += [f"{view.selector(name)} {{ display: none !important; }}" for name in names]
    if "sidebar" in names:
        rules.append(view.NO_SIDEBAR)
    gone = ", ".join(f'[data-knob="{name}"]' for name in names if name not in view.PARTS)
    if gone:  # a title without knobs
        rules.append(f".ov-group:not(:has(.ov-knob:not({gone}))) {{ display: none !important; }}")
    return "\n".join(rules)


def _listen():
    """Brings the keys to life; a page whose files cannot be loaded has none."""
    return f"""<script type="module">
  import(location.origin + "{url("keys.js")}").then((keys) => keys.listen({json.dumps(KEYS)}), () => {{}});
</script>"""
