//! The book in `docs/`: its reference is what the program says of itself, what it shows was printed, and its links lead
//! somewhere. After a change that is meant, look at the difference, then accept it: `ACCEPT_GOLDEN=1` writes the reference.

use crate::workbench::{repository, restday};
use restday::config::{self, ConfigTable};
use restday::diagnostic::{Code, Severity};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What stands below the title of every page that is made here.
const MADE: &str =
    "<!-- Made by tests/it/book.rs from the program's own tables. Do not edit: change the table, then accept. -->";

/// What the program prints.
fn printed(arguments: &[&str]) -> String {
    let ended = restday().args(arguments).current_dir(repository()).output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// Holds a page of the reference to what it is made of.
#[track_caller]
fn reference(name: &str, title: &str, text: &str) {
    let path = repository().join("docs/reference").join(name);
    let made = format!("# {title}\n\n{MADE}\n\n{}\n", text.trim());
    if std::env::var_os("ACCEPT_GOLDEN").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let accepted = fs::read_to_string(&path).unwrap_or_default();
    for (nth, (made, accepted)) in made.lines().zip(accepted.lines()).enumerate() {
        assert_eq!(made, accepted, "docs/reference/{name} line {}", nth + 1);
    }
    assert_eq!(made.lines().count(), accepted.lines().count(), "docs/reference/{name}");
}

/// A cell of a Markdown table: nothing in it ends the cell or is taken for a tag.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text between backticks, or nothing.
fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{}`", cell(text)) }
}

/// A command's own commands, as its help lists them.
fn commands_of(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let name =
        |line: &str| line.strip_prefix("  ")?.split(' ').next().filter(|name| !name.is_empty()).map(str::to_owned);
    listed.filter_map(name).filter(|name| name != "help").collect()
}

/// The help of a command and of all below it, in the order in which they are listed.
fn helps(command: &[String]) -> Vec<(Vec<String>, String)> {
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = printed(&arguments);
    let below = commands_of(&help).into_iter().flat_map(|name| helps(&[command, &[name]].concat()));
    [(command.to_vec(), help.clone())].into_iter().chain(below).collect()
}

#[test]
fn the_reference_of_commands_is_what_help_says() {
    let mut text = String::from(
        "What `--help` prints, of every command. `restday man COMMAND` prints the same as a manual page, and\n\
         `restday completions SHELL` what a shell needs to complete it.\n",
    );
    let all = helps(&[]);
    assert!(14 < all.len());
    for (command, help) in all {
        let name = ["restday".to_owned()].into_iter().chain(command).collect::<Vec<_>>().join(" ");
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        write!(text, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()).unwrap();
    }
    reference("commands.md", "Commands", &text);
}

/// A text of a CSV cell without the apostrophes that keep a spreadsheet from running it.
fn unguarded(text: &str) -> String {
    text.strip_prefix('\'').map_or_else(|| text.to_owned(), |text| text.replace(";' ", "; "))
}

#[test]
fn the_reference_of_columns_is_what_the_schema_says() {
    let schema = printed(&["schema", "csv"]);
    let mut tables: Vec<(String, String)> = Vec::new();
    for row in csv::Reader::from_reader(schema.as_bytes()).into_records().map(Result::unwrap) {
        let [table, column, kind, unit, meaning, empty] = [0, 1, 2, 3, 4, 5].map(|nth| unguarded(&row[nth]));
        let cells = [code(&column), kind, cell(&unit), cell(&meaning), cell(&empty)].join(" | ");
        if tables.last().is_none_or(|(name, _)| *name != table) {
            tables.push((table, String::new()));
        }
        writeln!(tables.last_mut().unwrap().1, "| {cells} |").unwrap();
    }
    // Weeks and months have the same columns.
    let mut sections: Vec<(Vec<String>, String)> = Vec::new();
    for (name, rows) in tables {
        match sections.last_mut().filter(|(_, known)| *known == rows) {
            Some((names, _)) => names.push(name),
            None => sections.push((vec![name], rows)),
        }
    }
    let mut text = String::from(
        "The tables of a report, as `restday schema csv` prints them. They have the same columns, in the same order and\n\
         units, in every format. Within a major version columns are only added, at the end.\n\n\
         An empty cell (`null` in JSON) is *unknown*; the last column says when that is. 0 is an observed zero.\n\
         A *word* is one of a fixed list, an *integer* a number without a fraction, a *time* ISO 8601 with its offset\n\
         from UTC, a *date* ISO 8601, a *boolean* `true` or `false`. What a table is for stands in\n\
         [What it writes](../outputs.md).\n",
    );
    for (names, rows) in sections {
        let names = names.iter().map(|name| format!("{name}.csv")).collect::<Vec<_>>().join(", ");
        let head = "| column | type | unit | meaning | empty when |\n|---|---|---|---|---|";
        write!(text, "\n## {names}\n\n{head}\n{rows}").unwrap();
    }
    reference("columns.md", "Columns", &text);
}

#[test]
fn the_reference_of_codes_explains_every_code() {
    let mut text = String::from(
        "Every input is a row of `import.csv`, and `code` says what was found in it; `duplicates.csv` has the code of\n\
         what was given twice. A code never gets another meaning. `restday doctor --why INPUT` says more of one input.\n",
    );
    for (severity, title) in [
        (Severity::Note, "Read in full, or answered as a duplicate"),
        (Severity::NotActivity, "Sound, and no activity"),
        (Severity::Damaged, "Read in part: exit code 3"),
        (Severity::Refused, "Nothing could be read: exit code 3"),
    ] {
        write!(text, "\n## {title}\n\n| code | what was found |\n|---|---|\n").unwrap();
        for known in Code::ALL.iter().filter(|known| known.severity() == severity) {
            writeln!(text, "| {} | {} |", code(known.as_str()), cell(known.meaning().trim_end_matches('.'))).unwrap();
        }
    }
    for known in Code::ALL {
        assert!(text.contains(&format!("| `{}` |", known.as_str())), "{} is not explained", known.as_str());
    }
    reference("codes.md", "Codes", &text);
}

/// The exit codes with their meanings, as the end of `restday --help` prints them from their table.
fn exit_codes() -> Vec<(String, String)> {
    let help = printed(&["--help"]);
    let listed = help.lines().skip_while(|line| *line != "Exit codes:").skip(1).take_while(|line| !line.is_empty());
    let mut codes: Vec<(String, String)> = Vec::new();
    for line in listed.map(str::trim) {
        let row = line.split_once(' ').filter(|(code, _)| code.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some((code, meaning)) = row {
            codes.push((code.to_owned(), meaning.trim().to_owned()));
        } else {
            let meaning = &mut codes.last_mut().unwrap().1;
            meaning.push(' ');
            meaning.push_str(line);
        }
    }
    codes
}

#[test]
fn the_reference_of_exit_codes_is_what_help_says() {
    let mut text = String::from(
        "However a run ends, its exit code is one of these, and standard error has a sentence.\n\n| code | meaning |\n|---|---|\n",
    );
    let codes = exit_codes();
    assert!(codes.iter().map(|(code, _)| code.as_str()).eq(["0", "1", "2", "3", "4", "75"]), "{codes:?}");
    for (code, meaning) in codes {
        writeln!(text, "| {code} | {} |", cell(&meaning)).unwrap();
    }
    text.push_str("\nWhich of them a nightly run should tell you about stands in [Every night](../nightly.md).\n");
    reference("exit-codes.md", "Exit codes", &text);
}

#[test]
fn the_reference_of_athlete_toml_is_its_table_of_keys() {
    let mut text = String::from(
        "Every key that `athlete.toml` may have. All of it is optional. An example with every threshold and the defaults\n\
         stands in [Who you are](../athlete.md).\n",
    );
    for table in ConfigTable::ALL {
        let title = if table.header().is_empty() { "At the top".to_owned() } else { code(table.header()) };
        write!(text, "\n## {title}\n\n| key | it must be | meaning | without it |\n|---|---|---|---|\n").unwrap();
        for key in config::keys().into_iter().filter(|key| key.table == table) {
            let cells = [code(key.name), cell(&key.accepts), cell(key.meaning), cell(key.default)].join(" | ");
            writeln!(text, "| {cells} |").unwrap();
        }
    }
    reference("athlete-toml.md", "athlete.toml", &text);
}

/// A description from the source: what is a link there is its name here.
fn described(value: &Value) -> String {
    let text = value["description"].as_str().unwrap_or_default().replace("[`", "`").replace("`]", "`");
    cell(text.replace("`crate::", "`").trim_end_matches('.'))
}

/// Where a definition stands on the page.
fn definition(reference: &str) -> String {
    let name = reference.trim_start_matches("#/$defs/");
    format!("[{name}](#{})", name.to_lowercase())
}

/// The type of a value in words.
fn kind(value: &Value) -> String {
    if let Some(reference) = value["$ref"].as_str() {
        return definition(reference);
    }
    if let Some(any) = value["anyOf"].as_array() {
        return any.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let names = match &value["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect::<Vec<_>>(),
    };
    let one = |name: &str| match (name, value["format"].as_str()) {
        ("array", _) => match value["prefixItems"].as_array() {
            Some(items) => format!("list of {}", items.iter().map(kind).collect::<Vec<_>>().join(", ")),
            None => format!("list of {}", kind(&value["items"])),
        },
        ("object", _) => format!("object of {}", kind(&value["additionalProperties"])),
        ("string", Some("date")) => "date".to_owned(),
        (name, _) => name.to_owned(),
    };
    names.into_iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// The keys of an object as a table.
fn keys_table(object: &Value) -> String {
    let mut text = String::from("| key | type | meaning |\n|---|---|---|\n");
    for (key, value) in object["properties"].as_object().unwrap() {
        writeln!(text, "| {} | {} | {} |", code(key), kind(value), described(value)).unwrap();
    }
    text
}

/// The words of an enumeration as a table, or in one line where they say enough by themselves.
fn words(value: &Value) -> String {
    let mut rows = Vec::new();
    for choice in value["oneOf"].as_array().into_iter().flatten() {
        let said = choice["const"].as_str().map_or_else(Vec::new, |word| vec![word.to_owned()]);
        let listed = choice["enum"].as_array().into_iter().flatten().map(|word| word.as_str().unwrap().to_owned());
        let all: Vec<String> = said.into_iter().chain(listed).collect();
        if all.is_empty() {
            let said = |(key, value): (&String, &Value)| match value["const"].as_str() {
                Some(word) => code(&format!("{key}: {word}")),
                None => code(key),
            };
            let keys = choice["properties"].as_object().into_iter().flatten().map(said);
            rows.push((format!("object with {}", keys.collect::<Vec<_>>().join(", ")), described(choice)));
        }
        rows.extend(all.into_iter().map(|word| (code(&word), described(choice))));
    }
    let plain =
        value["enum"].as_array().into_iter().flatten().map(|word| (code(word.as_str().unwrap()), String::new()));
    rows.extend(plain);
    let table = |(word, meaning): (String, String)| format!("| {word} | {meaning} |\n");
    format!("| value | meaning |\n|---|---|\n{}", rows.into_iter().map(table).collect::<String>())
}

#[test]
fn the_reference_of_report_json_is_what_the_schema_says() {
    let schema: Value = serde_json::from_str(&printed(&["schema", "json"])).unwrap();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let listed = printed(&["schema", "csv"]);
    for row in csv::Reader::from_reader(listed.as_bytes()).into_records().map(Result::unwrap) {
        columns.entry(row[0].to_owned()).or_default().push(row[1].to_owned());
    }
    let mut text = String::from(
        "The keys of `report.json`, from the JSON Schema (draft 2020-12) that `restday schema json` prints. Within a major\n\
         version keys are only added; `schema_version` is raised when one is. What is unknown is `null`.\n\n",
    );
    text.push_str(&keys_table(&schema));
    for (name, value) in schema["$defs"].as_object().unwrap() {
        write!(text, "\n## {name}\n\n").unwrap();
        let says = described(value);
        if !says.is_empty() {
            write!(text, "{says}.\n\n").unwrap();
        }
        let Some(keys) = value["properties"].as_object() else {
            text.push_str(&words(value));
            continue;
        };
        let keys: BTreeSet<&String> = keys.keys().collect();
        let same: Vec<&str> = columns
            .iter()
            .filter(|(_, columns)| columns.iter().collect::<BTreeSet<_>>() == keys)
            .map(|(table, _)| table.as_str())
            .collect();
        if same.is_empty() {
            text.push_str(&keys_table(value));
        } else {
            let files = same.iter().map(|table| format!("`{table}.csv`")).collect::<Vec<_>>().join(" and ");
            writeln!(text, "A row with the [columns](columns.md) of {files}.").unwrap();
        }
    }
    reference("report-json.md", "report.json", &text);
}

/// The pages of the book by their path below `docs`.
fn pages() -> BTreeMap<String, String> {
    let docs = repository().join("docs");
    let read = |folder: &str| {
        let files = fs::read_dir(docs.join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let names = files.map(|name| format!("{folder}{}", name.to_str().unwrap()));
        names.filter(|name| Path::new(name).extension().is_some_and(|is| is == "md")).collect::<Vec<_>>()
    };
    let names = ["", "reference/", "plausibility/"].into_iter().flat_map(read);
    names.map(|name| (name.clone(), fs::read_to_string(docs.join(name)).unwrap())).collect()
}

/// Everything that a reader may open first, by its path in the repository.
fn documents() -> BTreeMap<String, String> {
    let root = repository();
    let beside = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "contrib/README.md", "fuzz/README.md"];
    let beside = beside.map(|name| (name.to_owned(), fs::read_to_string(root.join(name)).expect(name)));
    pages().into_iter().map(|(name, text)| (format!("docs/{name}"), text)).chain(beside).collect()
}

/// The lines outside of fenced blocks, without what stands between backticks, and whether a line is code.
fn prose(text: &str) -> Vec<String> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            lines.push(line.split('`').step_by(2).collect::<Vec<_>>().join("`"));
        }
    }
    lines
}

/// The targets of the links and pictures of a page.
fn links(text: &str) -> Vec<String> {
    let target = |rest: &str| rest.split_once(')').map(|(target, _)| target.to_owned());
    prose(text).iter().flat_map(|line| line.split("](").skip(1).filter_map(target).collect::<Vec<_>>()).collect()
}

/// What a heading is called in an address, as mdBook and the hosts of repositories do.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        let Some(heading) = Some(line).filter(|line| !is_code && line.starts_with('#')) else { continue };
        let is_kept = |letter: &char| letter.is_alphanumeric() || " -_".contains(*letter);
        let title = heading.trim_start_matches('#').trim().to_lowercase();
        let anchor: String =
            title.chars().filter(is_kept).map(|letter| if letter == ' ' { '-' } else { letter }).collect();
        assert!(found.insert(anchor), "two headings are called {heading}");
    }
    found
}

/// A path without `..` in it.
fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(flat.pop(), "{} leads out of the repository", path.display()),
            part => flat.push(part),
        }
    }
    flat
}

#[test]
fn every_link_leads_somewhere() {
    let documents = documents();
    let mut count = 0;
    for (name, text) in &documents {
        for link in links(text).iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
            count += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let beside = Path::new(name).parent().unwrap();
            let target = if path.is_empty() { PathBuf::from(name) } else { flat(&beside.join(path)) };
            assert!(repository().join(&target).exists(), "{name}: {link} leads to nothing");
            // A page of the book is read as a page of a site too, which has nothing but the book.
            let leaves = name.starts_with("docs/") && !target.starts_with("docs");
            assert!(!leaves, "{name}: {link} leads out of the book; name the file instead");
            if !anchor.is_empty() {
                let text = documents.get(target.to_str().unwrap()).unwrap_or_else(|| panic!("{name}: {link}"));
                assert!(anchors(text).contains(anchor), "{name}: {link}: no such heading");
            }
        }
    }
    assert!(60 < count, "{count} links");
}

#[test]
fn every_file_that_a_page_names_is_there() {
    let folders = ["src", "tests", "docs", "fixtures", "benches", "fuzz", "contrib", "packaging", "examples"];
    let mut count = 0;
    // What changed long ago may name what is gone.
    for (name, text) in documents().into_iter().filter(|(name, _)| name != "CHANGELOG.md") {
        let mut is_block = false;
        for line in text.lines() {
            is_block ^= line.starts_with("```");
            for named in line.split('`').skip(1).step_by(2).filter(|_| !is_block) {
                let path = named.split(['#', ' ']).next().unwrap();
                let is_path = path.split_once('/').is_some_and(|(first, _)| folders.contains(&first));
                let beside = Path::new(&name).parent().unwrap().join(path);
                // These stand for a name of the reader's own.
                let is_form = |part: &str| ["NAME", "TARGET"].iter().any(|word| part.starts_with(word));
                if is_path && !path.contains(['*', '…']) && !path.split('/').any(is_form) {
                    let is_there = repository().join(path).exists() || repository().join(beside).exists();
                    assert!(is_there, "{name} names {path}, which is not there");
                    count += 1;
                }
            }
        }
    }
    assert!(60 < count, "{count} files");
}

#[test]
fn the_summary_lists_every_page_once() {
    let mut pages = pages();
    let summary = links(&pages.remove("SUMMARY.md").unwrap());
    let listed: BTreeSet<&String> = summary.iter().collect();
    assert_eq!(listed.len(), summary.len(), "a page is listed twice");
    assert_eq!(listed, pages.keys().collect());
    for (name, text) in &pages {
        assert!(text.starts_with("# "), "{name} has no title");
    }
}

/// The fenced blocks of a page with the word behind the fence and the line before it.
fn blocks(text: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut before = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(word) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            found.push((word.to_owned(), before.to_owned(), block.join("\n")));
        }
        if !line.is_empty() {
            before = line;
        }
    }
    found
}

#[test]
fn what_the_book_shows_was_printed() {
    let mut count = 0;
    for (name, text) in documents() {
        for (_, before, block) in blocks(&text) {
            let Some(command) = before.strip_prefix("<!-- printed by: restday ") else { continue };
            let command: Vec<&str> = command.trim_end_matches(" -->").split(' ').collect();
            let told = printed(&command);
            let told: Vec<&str> = told.lines().map(str::trim_end).collect();
            for line in block.lines() {
                assert!(told.contains(&line), "{name}: {command:?} does not print: {line}");
            }
            count += 1;
        }
    }
    assert!(3 <= count, "{count} blocks");
}

#[test]
fn what_a_reader_types_is_understood() {
    let helps: BTreeMap<String, String> =
        helps(&[]).into_iter().map(|(command, help)| (command.join(" "), help)).collect();
    let mut count = 0;
    for (name, text) in documents() {
        let typed = blocks(&text).into_iter().filter(|(word, ..)| ["sh", "console", "cron"].contains(&word.as_str()));
        for line in typed.flat_map(|(.., block)| block.lines().map(str::to_owned).collect::<Vec<_>>()) {
            for command in line.split("restday ").skip(1) {
                let command = command.split(['|', ';', '&', '>', '#']).next().unwrap();
                let words: Vec<&str> = command.split_whitespace().collect();
                // A path that ends in the program's name, such as a folder.
                let Some(first) = words.first().filter(|word| helps.contains_key(**word)) else { continue };
                let second = words.get(1).map(|second| format!("{first} {second}"));
                let help = second.and_then(|both| helps.get(&both)).unwrap_or(&helps[*first]);
                for flag in words.iter().filter(|word| word.starts_with("--")) {
                    let known = help.split([' ', '\n', '[', ']']).any(|word| word == *flag);
                    assert!(known, "{name}: restday {first} has no {flag}");
                }
                count += 1;
            }
        }
    }
    assert!(10 < count, "{count} commands");
}
