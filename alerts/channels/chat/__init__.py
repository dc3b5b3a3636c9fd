"""Chat services, push services and SMS gateways, by an address in Apprise's form."""
