"""Sentences about unknown names, for developers and readers alike."""

from difflib import get_close_matches


def unknown(kind, name, known):
    """'Unknown surface "roosenbrock"; did you mean "rosenbrock"?', or the list of what is known."""
    near = get_close_matches(str(name)[:40], known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}."
    return f'Unknown {kind} "{str(name)[:40]}"; {hint}'
