"""Tags of the phone pages."""
