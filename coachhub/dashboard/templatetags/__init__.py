"""Tags and filters of the coach's templates."""
