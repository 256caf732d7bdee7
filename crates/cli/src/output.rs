//! Where data goes: standard output, or a file that is written whole or not at all.

use std::{
    fs::{self, OpenOptions},
    io::{self, IsTerminal, Write},
    path::Path,
};

use crate::{
    args::Color,
    error::{Failure, Result},
};

/// True when text for standard output should be coloured.
pub(crate) fn coloured(when: Color) -> bool {
    match when {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !matches!(anstream::AutoStream::choice(&io::stdout()), anstream::ColorChoice::Never),
    }
}

/// Columns of the terminal, where the shell says; what a pipe gets never depends on it.
pub(crate) fn width() -> usize {
    let columns = if io::stdout().is_terminal() { std::env::var("COLUMNS").ok() } else { None };
    columns.and_then(|c| c.parse().ok()).map_or(96, |c: usize| c.clamp(40, 160))
}

/// Write data to standard output or to a file.
pub(crate) fn write(to: Option<&Path>, data: &[u8]) -> Result<()> {
    match to {
        None => {
            let mut out = io::stdout().lock();
            out.write_all(data).and_then(|()| out.flush()).map_err(|e| Failure::output("standard output", &e))
        }
        Some(path) => file(path, data).map_err(|e| Failure::output(&path.display().to_string(), &e)),
    }
}

/// Write beside the file and rename over it, so that whoever opens it sees the old content or the new, never half of one.
fn file(path: &Path, data: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        // A device or pipe is written to; a folder fails here with the system's words.
        return OpenOptions::new().write(true).open(path)?.write_all(data);
    }
    // A link is kept, and what it points at replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().ok_or_else(|| io::Error::other("it is no file name"))?.to_string_lossy().into_owned();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = OpenOptions::new().write(true).create_new(true).open(&beside).and_then(|mut f| {
        f.write_all(data)?;
        f.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
