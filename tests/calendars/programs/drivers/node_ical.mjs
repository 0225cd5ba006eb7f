// Says what node-ical reads in the calendar files that are named: the parser of many boards, bots and home screens.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, ...files] = process.argv.slice(2);
const ical = createRequire(`${modules}/`)("node-ical");

const utc = (time) => time.toISOString().replace(".000Z", "Z");
const value = (found) => found?.val ?? found ?? ""; // a property with parameters is an object
const list = (found) => (found === undefined ? [] : [found].flat());

function read(file) {
  const entries = Object.values(ical.sync.parseICS(readFileSync(file, "utf8")));
  return entries.filter((each) => each.type === "VEVENT").map((event) => ({
    method: value(event.method),
    uid: event.uid,
    summary: value(event.summary),
    location: value(event.location),
    description: value(event.description),
    start: utc(event.start),
    end: utc(event.end),
    sequence: Number(event.sequence ?? 0),
    status: event.status ?? "",
    organizer: value(event.organizer),
    attendees: list(event.attendee).map((each) => [each.val, each.params.PARTSTAT]),
  }));
}

console.log(JSON.stringify(files.map(read)));
