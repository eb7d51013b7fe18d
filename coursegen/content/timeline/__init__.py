"""The dates of a course: those of its meetings, and the times that are written as phrases."""
