"""The coach's pages: thin; they ask a selector or call a service."""
