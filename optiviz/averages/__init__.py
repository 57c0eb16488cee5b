"""Exponential moving averages: rules.py computes, signals.py makes what is averaged, typed.py reads a reader's own."""
