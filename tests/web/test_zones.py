"""Time zones as people choose them: by city, in their language, each once."""

import pytest
from flask import Flask
from flask_babel import force_locale

from coordinator.web.zones import known_zones, zone_choices


@pytest.mark.parametrize(("language", "berlin"), [("en", "Central European Time"), ("de", "Mitteleuropäische Zeit")])
def test_each_is_there_once_with_a_name_people_know(language: str, berlin: str, app: Flask) -> None:
    with app.test_request_context(), force_locale(language):
        labels = {choice.value: str(choice.label) for choice in zone_choices("Europe/Berlin")}
    assert labels["Europe/Berlin"] == f"Berlin, {berlin}"
    assert set(labels) == known_zones()
    assert [label for label in labels.values() if "(" in label or "Unknown" in label] == []
    assert labels["America/Coyhaique"] == "Coyhaique"
