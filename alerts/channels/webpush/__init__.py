"""Push messages to browsers, also when no page of ours is open: RFC 8030, encrypted to the device (RFC 8291)."""
