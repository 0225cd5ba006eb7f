"""Letters owed and sent; nothing else speaks to a mail server."""
