"""Top floor: the athlete's pages, made for a phone."""
