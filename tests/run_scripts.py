"""Run many scripts in one process: a JSON list of scripts in, for each what it printed out, as a JSON list.

Run as a program, so that the settings of one library (its types, its backend) touch no other test.
"""

import contextlib
import io
import json
import sys


def run(script):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


if __name__ == "__main__":
    json.dump([run(script) for script in json.load(sys.stdin)], sys.stdout)
