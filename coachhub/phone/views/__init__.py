"""The phone pages: each view reads through a selector or writes through a service."""
