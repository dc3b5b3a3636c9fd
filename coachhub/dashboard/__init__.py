"""Top floor: the coach's pages, which read from all apps."""
