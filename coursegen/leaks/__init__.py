"""Find unreleased content in the finished site, before it is published."""
