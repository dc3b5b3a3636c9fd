"""Forms of the coach's pages."""
