"""Date phrases, such as `1 day after lecture 5`: parsing them, and the times that they mean."""
