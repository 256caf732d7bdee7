//! A folder with a desk's file in it, and the program run there.

#![allow(dead_code)] // Each test file uses a part of it.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

pub(crate) struct Desk(pub(crate) tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    pub(crate) fn program(&self, args: &[&str]) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_firsthand"));
        c.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        c
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.program(args).output().unwrap()
    }

    /// Standard output of a run that must do well.
    pub(crate) fn get(&self, args: &[&str]) -> String {
        let o = self.run(args);
        assert!(o.status.success(), "{args:?}: {}", String::from_utf8_lossy(&o.stderr));
        String::from_utf8(o.stdout).unwrap()
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.get(args)).unwrap()
    }

    /// Exit code and words of a run that must not.
    pub(crate) fn fails(&self, args: &[&str]) -> (Option<i32>, String) {
        let o = self.run(args);
        (o.status.code(), String::from_utf8_lossy(&o.stderr).into_owned())
    }

    pub(crate) fn keep(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.path().join(name).exists()
    }

    pub(crate) fn files(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(self.0.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}
