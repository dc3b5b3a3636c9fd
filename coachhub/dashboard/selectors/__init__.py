"""What single pages read, as frozen values for their templates."""
