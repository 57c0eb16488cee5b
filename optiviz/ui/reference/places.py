"""Links from a text to the presets, pages and sections of the Reference that show it."""

from pathlib import Path

import streamlit as st

from optiviz.optimizers import OPTIMIZERS
from optiviz.presets import PAGES, PRESETS
from optiviz.reference import ENTRIES
from optiviz.ui.reference.state import SECTIONS

FOLDER = Path(__file__).parents[3] / "pages"
OTHERS = {"playground": "Playground", "about": "About"}  # and the Reference itself, where readers are already


def places(keys, width="content"):
    """Links to presets, pages or sections, side by side; a key that has no page yet is left out."""
    known = [place for place in map(_place, keys) if place]
    with st.container(horizontal=True, gap="small", width=width):
        for page, label, query in known:
            st.page_link(f"pages/{page}.py", label=label, query_params=query, icon=":material/arrow_forward:")


def entries(preset):
    """A button that opens links to the entries which lead to a preset, as their point or their weak case, if any do."""
    found = [(entry, said) for entry in ENTRIES.values() for said, keys in entry.shown() if preset in keys]
    if not found:
        return
    with st.popover("In the Reference", icon=":material/menu_book:", type="tertiary"):
        for entry, said in found:
            label = f"{said} of {OPTIMIZERS[entry.key].title}"
            st.page_link("pages/reference.py", label=label, query_params={"section": "entries", "entry": entry.key})


def _place(key):
    """(page, label, query) of a preset, page or section, or None."""
    if key in PRESETS:
        preset = PRESETS[key]
        return (preset.page, preset.title, {"preset": key}) if _has_page(preset.page) else None
    if key in SECTIONS:
        return "reference", SECTIONS[key], {"section": key}
    title = PAGES[key].title if key in PAGES else OTHERS.get(key)
    return (key, title, None) if title and _has_page(key) else None


def _has_page(name):
    return (FOLDER / f"{name}.py").exists()
