//! Compiles `data/know` into the image that is part of the library.

#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/compile.rs"]
mod compile;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/fold.rs"]
mod fold;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/layout.rs"]
mod layout;

// A build script reads and writes files and its environment; that is what it is for.
#[allow(clippy::disallowed_methods)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/know");
    let mut tables = compile::Tables::new();
    println!("cargo::rerun-if-changed={}", dir.display());
    for entry in std::fs::read_dir(&dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".tsv") || name.ends_with(".tsv.zst") {
            println!("cargo::rerun-if-changed={}", path.display());
            tables.insert(name, std::fs::read(&path)?);
        }
    }
    for f in ["build.rs", "src/compile.rs", "src/fold.rs", "src/layout.rs"] {
        println!("cargo::rerun-if-changed={f}");
    }
    let image = compile::compile_tables(&tables)?;
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?).join("know.bin");
    std::fs::write(out, image)?;
    Ok(())
}
