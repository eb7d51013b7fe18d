"""Plans the site: resolves links, removes unreleased content, and assigns output paths."""
