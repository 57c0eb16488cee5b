"""An empty page of the server's own address, for tests of one JavaScript module with data made by hand."""

import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image

from optiviz.ui.server import url

APP = Path(__file__).parent / "stage_app.py"
THEMES = {
    "light": "--st-text-color: #31333F; --st-background-color: #FFFFFF",
    "dark": "--st-text-color: #FAFAFA; --st-background-color: #0E1117",
}


def bare_page(visit, serve, body, theme="light", **options):
    """A page with this body and our style sheet, on which `load("x.js")` imports one of our modules."""
    page = visit(serve(APP) + "/_stcore/health", **options)
    page.set_content(
        '<!doctype html><meta name="viewport" content="width=device-width">'
        f'<link rel="stylesheet" href="{url("panels.css")}">'
        f'<body style="margin: 0; background: var(--st-background-color); {THEMES[theme]}">{body}'
    )
    page.evaluate("base => { window.load = (name) => import(base + name); }", url(""))
    return page


def pixels(png):
    """A picture's red, green, blue and alpha as whole numbers (rows, columns, 4)."""
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGBA"), dtype=int)


def canvas_pixels(page, selector):
    """The pixels of a canvas itself, whatever lies below it."""
    picture = page.evaluate("selector => document.querySelector(selector).toDataURL()", selector)
    return pixels(base64.b64decode(picture.partition(",")[2]))
