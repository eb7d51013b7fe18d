"""What one build leaves for the next, so that unchanged parts are not made again."""
