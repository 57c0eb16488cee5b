"""A pytest plugin: a browser test, or a whole file, that is skipped fails the session. make test loads it."""

import pytest

skipped = []


def pytest_runtest_logreport(report):
    if report.skipped and "browser" in report.keywords and not hasattr(report, "wasxfail"):
        skipped.append(report.nodeid)


def pytest_collectreport(report):
    if report.skipped:
        skipped.append(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session, exitstatus):
    if skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    for name in skipped:
        terminalreporter.write_line(f"{name} was skipped: here that counts as a failure.", red=True)
