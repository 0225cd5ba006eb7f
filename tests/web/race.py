"""Several people who send something in the same moment, each by a thread and a browser of their own."""

import threading
from collections.abc import Sequence

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import Settings


def at_once(settings: Settings, sends: Sequence[tuple[str, dict[str, str]]], device: str = "") -> list[int]:
    """Post every form to its address at once, to an application of their own; return the statuses, in order.

    All of them come from the browser of a `device`, where one is given.
    """
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    start, answers = threading.Barrier(len(sends)), []

    def send(path: str, data: dict[str, str]) -> None:
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["device"] = device
        start.wait()
        answers.append(browser.post(path, data=data).status_code)

    threads = [threading.Thread(target=send, args=each) for each in sends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        db.engine.dispose()
    return sorted(answers)
