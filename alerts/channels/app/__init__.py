"""In the app: open dashboards show it at once, others when they are opened."""
