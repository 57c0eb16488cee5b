"""Before the first visitor: import JAX, compile what the Playground opens with, keep compiled programs on disk."""

from platformdirs import user_cache_path


def use_cache():
    """Keep compiled programs in the user's own cache directory, so that a restart loads instead of compiling."""
    import jax

    directory = user_cache_path("optiviz", appauthor=False) / "programs"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)  # programs are code: nobody else may write here
    except OSError:
        return  # a place that cannot be written to: compile at each start
    jax.config.update("jax_compilation_cache_dir", str(directory))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def warm_up():
    """Run the default race once, figures included."""
    use_cache()
    from optiviz.readouts import readout
    from optiviz.simulate import race
    from optiviz.specs import DEFAULT_RACE
    from optiviz.terrain import terrain
    from optiviz.ui.show import race_figures

    place, paths = DEFAULT_RACE.place, race(DEFAULT_RACE.paths())
    ground = terrain(place.surface, place.surface_values)
    race_figures(DEFAULT_RACE, ground, paths, [readout(path).outcome for path in paths], dark=False)
