"""What each command does to the boards, one function an action."""
