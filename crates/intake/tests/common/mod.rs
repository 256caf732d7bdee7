//! What tests of formats share.

#![allow(dead_code, clippy::unwrap_used, missing_docs, unreachable_pub)] // Not every test uses all of it.

use std::io::{Cursor, Write};

use intake::{Loaded, Options};
use model::Report;

/// Read bytes as a file of this name.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Loaded {
    intake::gather(intake::bytes(name, bytes, &Options::default()))
}

/// `file code` of every issue, those of reports included; `no-date` left out.
pub fn codes(l: &Loaded) -> Vec<String> {
    let all = l.issues.iter().chain(l.reports.iter().flat_map(|r| &r.issues));
    let mut codes: Vec<_> = all
        .filter(|i| i.code != "no-date")
        .map(|i| format!("{} {}", i.report.as_deref().unwrap_or("-"), i.code))
        .collect();
    codes.sort();
    codes
}

pub fn get<'a>(l: &'a Loaded, id: &str) -> &'a Report {
    let ids: Vec<_> = l.reports.iter().map(|r| &r.id).collect();
    l.reports
        .iter()
        .find(|r| r.id == id)
        .unwrap_or_else(|| panic!("no report {id:?} in {ids:?}; issues {:?}", l.issues))
}

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

/// A zip archive; a name that ends in `/` is a folder.
pub fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut w = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let packed = if bytes.len() < 100 { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        let options = zip::write::SimpleFileOptions::default().compression_method(packed);
        if name.ends_with('/') {
            w.add_directory(*name, options).unwrap();
        } else {
            w.start_file(*name, options).unwrap();
            w.write_all(bytes).unwrap();
        }
    }
    w.finish().unwrap().into_inner()
}
