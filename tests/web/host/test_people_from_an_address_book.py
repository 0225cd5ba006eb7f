"""Anna takes people over from an address book: those she ticks, their names and addresses, and nothing else."""

import re
from contextlib import suppress
from functools import partial
from io import BytesIO

import pytest
import vobject
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.database import db
from coordinator.events import address_file
from coordinator.events.guest import Guest
from coordinator.text import NotAllowed
from tests.cast import Cast
from tests.effort import is_cheap

CARDS = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iOS 18.1//EN
N:Okonkwo;Ada;;;
FN:Ada Okonkwo
item1.EMAIL;type=INTERNET;type=pref:Ada@Okonkwo.example
EMAIL;type=WORK:ada@work.example
TEL;type=CELL:+44 7700 900123
NOTE:Met at the march. Do not call before ten.
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD=
 AAAA=
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=
=C3=B6rg;;;
EMAIL;INTERNET:joerg@mueller.example
ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;Stra=
=C3=9Fe 1;;;;
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Zoë\\, the second
EMAIL:zoe at example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Nuala
EMAIL:not-an-address
END:VCARD
BEGIN:VCARD
VERSION:3.0
ORG:The Tannery
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:ada okonkwo
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Priya
EMAIL:somebody@new.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Kim
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Pri
EMAIL:PRIYA@raman.example
END:VCARD
"""


def bring(cast: Cast, anna: FlaskClient, text: str | bytes | None) -> TestResponse:
    """Post a file."""
    data = {} if text is None else {"file": (BytesIO(text if isinstance(text, bytes) else text.encode()), "people")}
    address = f"/host/{cast.hosting.public_id}/book/file"
    return anna.post(address, data=data, content_type="multipart/form-data")


def offered(answer: TestResponse) -> list[str]:
    """Return the values one can tick, none of which is ticked."""
    assert "checked" not in answer.text
    return re.findall(r'type="checkbox"[^>]* value="([^"]+)"', answer.text) or re.findall(
        r'value="([^"]+)"[^>]* type="checkbox"', answer.text
    )


def book(cast: Cast) -> dict[str, str | None]:
    """Return the guest book."""
    db.session.expire_all()
    return {guest.name: guest.address for guest in cast.hosting.guests}


def test_only_who_is_ticked_is_written_down(cast: Cast, anna: FlaskClient) -> None:
    assert cast.guests
    db.session.commit()
    before = book(cast)
    answer = bring(cast, anna, CARDS)
    assert answer.status_code == 200
    assert offered(answer) == ["ada@okonkwo.example Ada Okonkwo", "joerg@mueller.example Jörg Müller", "- Nuala"]
    assert book(cast) == before
    for words in ("7700", "march", "4AAQ", "Stra"):
        assert words not in answer.text
    done = anna.post(f"/host/{cast.hosting.public_id}/book/people", data={"people": offered(answer)[1:]})
    assert book(cast) == before | {"Jörg Müller": "joerg@mueller.example", "Nuala": None}
    assert "2 people are new in your book." in anna.get(done.location).text


def test_it_says_who_was_left_out_and_why(cast: Cast, anna: FlaskClient) -> None:
    assert cast.guests
    db.session.commit()
    page = " ".join(bring(cast, anna, CARDS).text.split())
    for called, why in {
        "Zoë, the second": "A name can have letters",
        "Somebody": "There is no name.",
        "ada okonkwo": "The file has this name twice.",
        "Priya": "This name is in your guest book already.",
        "Kim": "Kim is there already.",
        "Pri": "Somebody with this address is there already.",
    }.items():
        assert re.search(rf"<li>(<bdi>)?{called}(</bdi>)?<small>{why}", page), called
    assert "Nuala, without the address, which can’t be one" in page


def test_twice_writes_nobody_down_twice(cast: Cast, anna: FlaskClient) -> None:
    ticked = {"people": ["ada@okonkwo.example Ada"]}
    anna.post(f"/host/{cast.hosting.public_id}/book/people", data=ticked)
    before = book(cast)
    again = {"people": ["other@okonkwo.example ADA", "other@okonkwo.example Ada"]}
    for data in (ticked, again, {}):
        done = anna.post(f"/host/{cast.hosting.public_id}/book/people", data=data)
        assert "0 people are new" in anna.get(done.location).text
    assert book(cast) == before
    assert before["Ada"] == "ada@okonkwo.example"


@pytest.mark.parametrize("choice", ["x", "", "nobody Ada", "- ", "- <script>", "ada@x.example =1+1", "- " + "a" * 41])
def test_what_no_file_would_have_come_to_writes_nothing(choice: str, cast: Cast, anna: FlaskClient) -> None:
    before = book(cast)
    anna.post(f"/host/{cast.hosting.public_id}/book/people", data={"people": ["- Ada", choice]})
    assert book(cast) == before


@pytest.mark.parametrize(
    "table",
    [
        "Name,Group,E-mail 1 - Value\nAda Okonkwo,* My Contacts,ada@okonkwo.example\n",
        '"First Name";"Last Name";"E-mail Address"\r\n"Ada";"Okonkwo";"ada@okonkwo.example"\r\n',
        "Vorname\tNachname\tE-Mail\nAda\tOkonkwo\tada@okonkwo.example\n",
        "Ada Okonkwo,ada@okonkwo.example\n",
        "\ufeffname,email\n\n,\nAda Okonkwo , ada@okonkwo.example \n",
    ],
)
def test_tables_are_read_as_programs_write_them(table: str, cast: Cast, anna: FlaskClient) -> None:
    for data in (table.encode(), table.removeprefix("\ufeff").encode("utf-16")):
        assert offered(bring(cast, anna, data)) == ["ada@okonkwo.example Ada Okonkwo"]


def test_an_older_coding_is_understood(cast: Cast, anna: FlaskClient) -> None:
    assert offered(bring(cast, anna, "Zoë;\n".encode("cp1252"))) == ["- Zoë"]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (None, "Choose a file first"),
        ("", "There are no people in that file"),
        ("BEGIN:VCARD\nVERSION:3.0\n", "There are no people in that file"),
        ("x" * 200_000, "That file is too big."),
        ("".join(f"Ada {chr(97 + n % 26)}{chr(97 + n // 26)},\n" for n in range(201)), "more than 200 people"),
    ],
)
def test_a_file_that_is_none_is_said_beside_its_field(
    what: str | None, sentence: str, cast: Cast, anna: FlaskClient
) -> None:
    answer = bring(cast, anna, what)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-describedby="file-hint file-error"' in answer.text


def test_another_program_reads_the_same_names_and_addresses(cast: Cast) -> None:
    """Cards as vobject writes them, and ours as vobject reads them."""
    written = ""
    for name, address in (("Ada Okonkwo", "ada@x.example"), ("Zoë", "zoe@x.example"), ("Łukasz", "")):
        card = vobject.vCard()
        card.add("n").value = vobject.vcard.Name(family="", given=name)
        card.add("fn").value = name
        if address:
            card.add("email").value = address
        written += card.serialize()
    found = address_file.read(written.encode(), cast.hosting)
    assert [(each.name, each.address) for each in found.people] == [
        (card.fn.value, card.email.value if "email" in card.contents else "")
        for card in vobject.readComponents(written)
    ]
    assert found.left_out == ()


def test_a_file_made_to_waste_time_is_refused_in_a_fifth_of_a_second(cast: Cast) -> None:
    bombs = [
        "BEGIN:VCARD\nEND:VCARD\n" * 8_000,
        "BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:" + "=\n" * 90_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\nFN" + ";A=b" * 40_000 + ":x\nEND:VCARD\n",
        "BEGIN:VCARD\nN:" + ";" * 180_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\n" + "a." * 90_000 + "FN:x\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:" + "e\u0301" * 40_000 + "\nEND:VCARD\n",
        "name," * 38_000,
        '"' * 190_000,
        "\n".join("x" * 900 for _each in range(200)),
        "\n".join(f"Ada{chr(97 + n % 26) * (n // 26 + 1)},{'a.' * 100}@{'b.' * 20}example" for n in range(199)),
    ]

    def read(data: bytes) -> None:
        with suppress(NotAllowed):
            address_file.read(data, cast.hosting)

    for bomb in bombs:
        assert is_cheap(partial(read, bomb.encode()[: address_file.MOST_BYTES])), bomb[:40]
    assert db.session.query(Guest).count() == len(cast.hosting.guests)
