"""Sentences about unknown names, for developers and readers alike."""

from difflib import get_close_matches

NAMED = 8  # of what is known


def unknown(kind, name, known):
    """'Unknown surface "roosenbrock"; did you mean "rosenbrock"?', or the first of what is known."""
    near = get_close_matches(str(name)[:40], known, n=1)
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED + 1 else ""
    hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known[:NAMED] if more else known)}{more}."
    return f'Unknown {kind} "{str(name)[:40]}"; {hint}'
