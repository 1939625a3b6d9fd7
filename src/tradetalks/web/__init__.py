"""`tradetalks serve`: the same functions over HTTP, and the page that moves them live."""
