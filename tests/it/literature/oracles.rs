//! Our tables of published numbers against those that they were restated from, where the machine has them: no case is lost
//! and none was bent.

use super::reader::rows;
use crate::workbench::shared;

#[test]
fn every_published_number_is_among_ours() {
    let Some(folder) = shared("methods/oracles") else { return };
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    assert_eq!(files.len(), 22);
    // The numbers of a model that rr-2 took the place of; those of rr-2 are read where they lie.
    files.retain(|path| path.file_name().is_some_and(|name| name != "readiness_model.csv"));
    let mut cases = 0;
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let ours = rows(&name);
        let mut reader = csv::Reader::from_path(&path).expect("a table");
        let header = reader.headers().expect("a header").clone();
        let column = |wanted: &str| header.iter().position(|known| known == wanted).expect("a column");
        let (case_id, expected, tol) = (column("case_id"), column("expected"), column("tol"));
        let theirs: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a row")).collect();
        assert_eq!(ours.len(), theirs.len(), "{name}");
        for (our, their) in ours.iter().zip(&theirs) {
            assert_eq!(our.case_id, their[case_id], "{name}");
            assert_eq!(our.expected, their[expected], "{name}: {}", our.case_id);
            assert_eq!(our.tol, their[tol].parse().ok(), "{name}: {}", our.case_id);
        }
        cases += theirs.len();
    }
    assert_eq!(cases, 297);
}
