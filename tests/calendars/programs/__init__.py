"""Programs that are not ours read what we write: parsers, a command line, a server, a synchroniser."""
