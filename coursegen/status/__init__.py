"""What a course publishes and when, and the schedule of the workflow that publishes it."""
