//! How a command ended, as a number that a script can ask for.

use std::fmt;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    Well = 0,
    Fatal = 1,
    Usage = 2,
    Partial = 3,
    Stale = 4,
    Busy = 75,
}

/// Where the meaning of a code begins in the help.
const MEANING_COLUMN: usize = 7;

impl Exit {
    pub(super) const ALL: [Self; 6] = [Self::Well, Self::Fatal, Self::Usage, Self::Partial, Self::Stale, Self::Busy];

    /// What it means, a clause a line.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Well => "all is well",
            Self::Fatal => "fatal: nothing was written",
            Self::Usage => {
                "the command line, athlete.toml, an answer or plan.csv cannot be meant,\n\
                 or a ledger is another athlete's"
            }
            Self::Partial => {
                "the report is written, and some inputs were refused or damaged (see import.csv),\n\
                 or an athlete of a team has no report (see team.csv);\n\
                 inspect: a file is refused or damaged, or another decoder reads something else"
            }
            Self::Stale => {
                "the report is written, and the newest activity is older than --max-age,\n\
                 or nothing is, as the clock shows a day before the newest check-in"
            }
            Self::Busy => "another run is writing into the same folder or ledger; nothing was written",
        }
    }

    /// How a run ended that wrote a report: that files are missing is worse than that some could not be read.
    pub(super) const fn with_report(is_stale: bool, is_partial: bool) -> Self {
        match (is_stale, is_partial) {
            (true, _) => Self::Stale,
            (false, true) => Self::Partial,
            (false, false) => Self::Well,
        }
    }

    /// The code that a process ended with; absent for a number that is none of ours.
    pub(super) fn from_status(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|exit| i32::from(exit.number()) == code)
    }

    pub(super) const fn number(self) -> u8 {
        self as u8
    }

    /// All of them with their meanings, as the help shows them.
    pub(super) fn help_text() -> String {
        let row = |exit: Self| {
            let indent = format!("\n{:MEANING_COLUMN$}", "");
            format!(
                "  {:<width$}{}\n",
                exit.number(),
                exit.meaning().replace('\n', &indent),
                width = MEANING_COLUMN - 2
            )
        };
        Self::ALL.map(row).concat()
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(out)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}
