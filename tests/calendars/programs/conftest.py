"""What programs read hangs on no database, so they are asked once."""

import pytest


@pytest.fixture(autouse=True)
def once(request: pytest.FixtureRequest) -> None:
    """Leave these tests to the run on SQLite."""
    if request.config.getoption("--database") == "postgresql":
        pytest.skip("other programs read the same files, whatever the database")
