"""What templates receive: values that are ready to print."""
