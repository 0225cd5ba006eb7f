"""Benchmarks: what a request costs, beside a bare Flask view that does the same queries and returns the same bytes.

`make bench` or `python -m benchmarks [page] [answer] [feed] [letters]` fills a throw-away instance, starts the product
and the bare view on granian, asks them in turn, and prints ratios with the noise of this machine. It ends by itself
within minutes, needs no network, and asserts nothing: time is not the same on two machines, statements and bytes are,
and those the suite counts.

How to read a line:
    CPU is what the server's processes used up, per request, from /proc: the steadiest figure, quote it first.
    "as quick as" is bare CPU through product CPU, of each pair of rounds: least, median, most. 70 % is the goal.
    Requests a second and p99 depend on who else uses the machine, and on this client, which shares it.

Letters are measured apart: one and two workers, and beside them a bare smtplib loop that sends the same bytes to the
same mail server, in turn. A mail server that is slow flatters us, so the quickest that is here is quoted (`sinks`).
SQLite waits for the disk once for each letter; `TMPDIR=/dev/shm make bench` shows what is left without that.

One module a subject (`page`, `answer`, `feed`, `letters`); around them `world` (who is invited), `recording` and `bare`
(the view beside which it is measured), `server`, `load` (a small client with kept connections), `sinks` and `rounds`.
"""
