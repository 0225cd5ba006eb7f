"""Somebody's calendar on the command line: khal, with an empty calendar of its own."""

import json
import os
from pathlib import Path

from tests.calendars.programs.readers import HOME, Facts, need, run

CONFIG = """
[calendars]
[[mine]]
path = {folder}/mine
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:00Z
longdatetimeformat = %Y-%m-%dT%H:%M:00Z
[default]
default_calendar = mine
[sqlite]
path = {folder}/khal.db
"""
ASKED = ("uid", "title", "location", "description", "start-long", "end-long", "status", "organizer")


class Khal:
    """khal in a folder."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing."""
        need("khal")
        (folder / "mine").mkdir()
        self.config = folder / "config"
        self.config.write_text(CONFIG.format(folder=folder))
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), str(folder))
        self.environment = os.environ | homes

    def takes(self, file: Path) -> None:
        """Import a file."""
        self._says("import", "--batch", "-a", "mine", file)

    def shows(self, first: str, last: str) -> list[Facts]:
        """Return the events that begin on some days; khal prints a list for each."""
        asked = [word for name in ASKED for word in ("--json", name)]
        days = self._says("list", "--notstarted", *asked, first, last).splitlines()
        return [event | {"status": event["status"].strip()} for day in days for event in json.loads(day)]

    def shows_attendees(self, first: str, last: str) -> list[str]:
        """Return who is asked to the events that begin on some days."""
        return self._says("list", "--format", "{attendees}", "--day-format", "", first, last).split()

    def _says(self, *words: str | Path) -> str:
        return run(HOME / "bin" / "khal", "-c", self.config, *words, env=self.environment).stdout
