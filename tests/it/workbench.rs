//! What the tests work with: the program as a process, folders of their own, and tables as rows of cells by name.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// How a run ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

/// Where the program lies: where it was built, or where `RESTDAY_BINARY` says, for a user who may not look there.
pub fn binary() -> PathBuf {
    std::env::var_os("RESTDAY_BINARY").map_or_else(|| env!("CARGO_BIN_EXE_restday").into(), PathBuf::from)
}

/// The program, in a clean environment.
pub fn restday() -> Command {
    let mut command = Command::new(binary());
    command.env_clear();
    command
}

/// Runs `restday report` into a folder.
pub fn report<S: AsRef<OsStr>>(arguments: &[S], out: &Path) -> Ended {
    restday().arg("report").args(arguments).arg("--out").arg(out).output().expect("the program starts").into()
}

/// Runs a command without a word, and measures the memory that it took at most, KiB, as the kernel does.
pub fn measured(mut command: Command) -> (Option<i32>, u64) {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    measured_as_it_is(command)
}

/// [`measured`], with its outputs where the caller had them go.
pub fn measured_as_it_is(mut command: Command) -> (Option<i32>, u64) {
    let mut child = command.spawn().expect("the program starts");
    let mut peak_kib = 0;
    loop {
        // The high-water mark stays in the status file until the process is gone.
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        // Before it is the program it is a copy of this process, and its memory is ours.
        let is_it = status.starts_with("Name:\trestday\n");
        let mark = status
            .lines()
            .filter(|_| is_it)
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.trim().strip_suffix(" kB"));
        peak_kib = peak_kib.max(mark.and_then(|kib| kib.trim().parse().ok()).unwrap_or(0));
        if let Some(status) = child.try_wait().expect("a child") {
            return (status.code(), peak_kib);
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// The clone whose tests run. Cargo says so when it starts them: where two clones share a target folder, what was compiled
/// in the one runs for the other.
pub fn repository() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

/// The repository's own files.
pub fn fixture(name: &str) -> PathBuf {
    repository().join("fixtures").join(name)
}

/// Real files beside the repository, where the machine has them. With `RESTDAY_REQUIRE_SHARED` set they must be there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(name);
    let there = path.exists();
    assert!(there || std::env::var_os("RESTDAY_REQUIRE_SHARED").is_none(), "{} is not there", path.display());
    there.then_some(path)
}

/// A CSV table: its rows, each cell by its column's name.
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<BTreeMap<String, String>>,
}

/// Reads a table of a report.
pub fn table(out: &Path, name: &str) -> Table {
    let mut reader = csv::Reader::from_path(out.join(name)).expect(name);
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let cells = |record: csv::StringRecord| header.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    let rows = reader.records().map(|record| cells(record.expect("a row"))).collect();
    Table { header, rows }
}

/// The files of a report by name.
pub fn bytes(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(out).expect("a report").map(|entry| entry.expect("an entry").path());
    files
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a file"))
        })
        .collect()
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// Everything that can be read in an output: the parts of a workbook, which is a zip archive, the bytes of any other, and the
/// texts of the columns of a Parquet file too.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    if bytes.starts_with(b"PAR1") {
        return String::from_utf8_lossy(bytes).into_owned() + &texts_of_columns(bytes);
    }
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let mut text = String::new();
    for nth in 0..archive.len() {
        std::io::Read::read_to_string(&mut archive.by_index(nth).unwrap(), &mut text).unwrap();
    }
    text
}

/// The texts in the columns of a Parquet file, unpacked, a line each.
fn texts_of_columns(bytes: &[u8]) -> String {
    use polars_arrow::array::{PrimitiveArray, Utf8ViewArray};
    use polars_arrow::datatypes::{ArrowDataType, Field};
    use polars_parquet::read::{
        BasicDecompressor, PageReader, PhysicalType, RowGroupMetadata, column_iter_to_arrays, read_metadata,
    };
    use std::io::Cursor;

    let metadata = read_metadata(&mut Cursor::new(bytes)).expect("metadata");
    let whole = PrimitiveArray::from_vec(bytes.to_vec());
    let mut text = String::new();
    for chunk in metadata.row_groups.iter().flat_map(RowGroupMetadata::parquet_columns) {
        if chunk.physical_type() != PhysicalType::ByteArray {
            continue;
        }
        let range = chunk.byte_range();
        let part = whole.values().clone().sliced(range.start as usize..range.end as usize);
        let pages = BasicDecompressor::new(PageReader::new(Cursor::new(part), chunk, Vec::new(), 1 << 30), Vec::new());
        let field = Field::new("texts".into(), ArrowDataType::Utf8View, true);
        let types = vec![&chunk.descriptor().descriptor.primitive_type];
        let (arrays, _) = column_iter_to_arrays(vec![pages], types, field, None).expect("a column");
        for array in arrays {
            let cells = array.as_any().downcast_ref::<Utf8ViewArray>().expect("texts");
            cells.iter().flatten().for_each(|cell| text.extend([cell, "\n"]));
        }
    }
    text
}
