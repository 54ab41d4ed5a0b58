"""Fixtures: the sets of records."""

import pytest
from golden import Golden, golden_set


@pytest.fixture(params=["edge", "tiny", "medium", "council"])
def golden(request: pytest.FixtureRequest) -> Golden:
    """Each set in turn."""
    return golden_set(request.param)


@pytest.fixture
def tiny() -> Golden:
    """The smallest set: 40 people in two councils, dense with odd cases."""
    return golden_set("tiny")


@pytest.fixture
def council() -> Golden:
    """One council's own files."""
    return golden_set("council")
