"""Sign-in, meetings' people, invitations and the lobby; knows no board and no SQL."""
