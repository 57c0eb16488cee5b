"""Words for developers and readers alike: sentences about unknown names, and numbers as sentences say them."""

import re
from difflib import get_close_matches

NAMED = 8  # of what is known


def unknown(kind, name, known):
    """'Unknown surface "roosenbrock"; did you mean "rosenbrock"?', or the first of what is known."""
    near = get_close_matches(str(name)[:40], known, n=1)
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED + 1 else ""
    hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known[:NAMED] if more else known)}{more}."
    return f'Unknown {kind} "{str(name)[:40]}"; {hint}'


def digits(value, most=4):
    """A number as sentences say it, with at most so many digits: 0.05, −2.127, 1e−8."""
    return signs(f"{value:.{most}g}")


def signs(text):
    """text with the minus signs and exponents of numbers as they are printed: -1e-08 becomes −1e−8."""
    text = re.sub(r"(\d)e([-+]?)0*(\d)", lambda m: f"{m[1]}e{m[2].replace('+', '').replace('-', '−')}{m[3]}", text)
    return re.sub(r"(?<![\w)])-(?=\.?\d)", "−", text)


def percent(share):
    """A share in a sentence: "10 %"."""
    return f"{share * 100:.0f} %"
