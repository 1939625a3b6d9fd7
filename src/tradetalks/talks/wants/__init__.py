"""What governments want: terms, objectives, and numbers read from a solved world."""
