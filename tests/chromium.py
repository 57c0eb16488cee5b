"""The Chromium that the browser tests drive; run as a script, it installs one where there is none."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

# Quiet, without a GPU, and with WebGL in software; as root Chromium runs only without its sandbox.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable():
    """For Playwright's executable_path: $CHROMIUM or the system's Chromium, or None for Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((path for name in NAMES if (path := shutil.which(name)) and _runs(path)), None)


def main():
    if executable() or _playwright_has_one():
        return 0
    if _is_debian() and os.geteuid() == 0 and _install_from_debian() and executable():
        return 0
    print("Installing Playwright's Chromium.", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if sys.platform == "linux" and os.geteuid() == 0:
        command.append("--with-deps")
    if subprocess.run(command, check=False).returncode != 0:
        print("The browser tests need Chromium: install it, or set CHROMIUM to its path.", file=sys.stderr)
        return 1
    return 0


def _runs(path):
    """False for a placeholder that only says how to install Chromium."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _playwright_has_one():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _is_debian():
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def _install_from_debian():
    print("Installing Debian's Chromium.", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "update"], ["apt-get", "install", "-y", "chromium", "fonts-liberation"])
    return all(subprocess.run(command, env=environment, check=False).returncode == 0 for command in commands)


if __name__ == "__main__":
    sys.exit(main())
