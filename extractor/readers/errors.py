"""The one sentence that a person gets to see when a document cannot be read."""

NEEDS_PASSWORD = "the PDF is encrypted and needs a password"
NO_TEXT = "no text layer: the pages are images"
GARBLED = "garbled text: the characters of this PDF do not map to letters"
OCR_IN_VAIN = "OCR found no words on them"


class ReadError(Exception):
    """A document cannot be read; the message is one clear sentence and names no path."""
