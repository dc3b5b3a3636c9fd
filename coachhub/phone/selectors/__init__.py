"""What the phone pages show."""
