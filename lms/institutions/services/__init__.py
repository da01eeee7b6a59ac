"""What changes institutions, people, roles and invitations."""
