"""The one sentence that a person gets to see when a document cannot be read."""


class ReadError(Exception):
    """A document cannot be read; the message is one clear sentence and names no path."""
