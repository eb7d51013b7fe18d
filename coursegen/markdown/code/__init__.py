"""Code blocks: their options, their lexers, their colors."""
