"""Published tables, trade and tariffs: read as they were downloaded, every fault named."""
