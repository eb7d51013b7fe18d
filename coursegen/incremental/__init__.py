"""State that a build saves for later builds, so that unchanged parts are not generated again."""
