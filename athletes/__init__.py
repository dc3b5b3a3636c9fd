"""Who: organisations, members and their roles, squads, athletes, invitations, consent."""
