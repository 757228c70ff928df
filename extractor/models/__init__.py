"""Small trained models, read from files of plain numbers: what they look at, and how they weigh it."""
