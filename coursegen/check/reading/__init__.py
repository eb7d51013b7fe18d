"""What rules read: finished pages, Markdown sources, stylesheets, PDFs."""
