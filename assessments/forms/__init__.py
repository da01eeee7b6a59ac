"""What people send, read and checked."""
