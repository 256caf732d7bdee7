//! Claims: rule packs over what the finders found.
