"""What Anna types into the form of an event."""

GAMES = {
    "kind": "games",
    "title": "Board games at the Tannery",
    "note": "I’ve booked the long table. Come for one game or stay for four.",
    "dates": "one",
    "day": "2026-10-03",
    "start": "18:30",
    "until": "21:30",
    "zone": "Europe/London",
    "place": "The Tannery Café, back room",
    "address": "14 Market Row, Bristol BS1 4QA",
    "sort": "public",
    "capacity": "10",
    "party_most": "2",
    "food": "y",
    "questions": "Do you know Carcassonne?",
    "bring": "A game for six or more\nLemonade\nPaper and pencils",
}
