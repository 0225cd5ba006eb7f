// Says what ical.js reads in the calendar files that are named: Thunderbird's and Nextcloud's parser.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, ...files] = process.argv.slice(2);
const ICAL = createRequire(`${modules}/`)("ical.js");

const utc = (time) => new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  return calendar.getAllSubcomponents("vevent").map((entry) => {
    const event = new ICAL.Event(entry);
    return {
      method: calendar.getFirstPropertyValue("method") ?? "",
      uid: event.uid,
      summary: event.summary,
      location: event.location ?? "",
      description: event.description ?? "",
      start: utc(event.startDate),
      end: utc(event.endDate),
      sequence: event.sequence ?? 0,
      status: entry.getFirstPropertyValue("status") ?? "",
      organizer: event.organizer ?? "",
      attendees: event.attendees.map((each) => [each.getFirstValue(), each.getParameter("partstat")]),
    };
  });
}

console.log(JSON.stringify(files.map(read)));
