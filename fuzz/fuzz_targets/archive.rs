#![no_main]

libfuzzer_sys::fuzz_target!(init: restday_fuzz::begin(), |bytes: &[u8]| restday_fuzz::within_memory(bytes, restday_fuzz::shared::targets::archive));
