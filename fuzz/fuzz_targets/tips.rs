#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzing::tips(data));
