"""Rules about PDFs."""
