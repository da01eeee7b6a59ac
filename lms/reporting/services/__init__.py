"""What reporting does: computes editions, moves them, draws their files."""
