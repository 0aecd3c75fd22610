//! The table at the end of a test run.

use crate::progress::seconds;
use std::time::Duration;

/// What became of a step.
#[derive(Debug)]
pub enum Outcome {
    /// It passed.
    Ok(Duration),
    /// It failed and ended the run.
    Failed(Duration),
    /// An earlier step failed.
    NotRun,
}

/// One step's line.
#[derive(Debug)]
pub struct Row {
    step: &'static str,
    outcome: Outcome,
}

impl Row {
    /// A line of the table.
    pub fn new(step: &'static str, outcome: Outcome) -> Self {
        Self { step, outcome }
    }
}

/// The lines `step  ok  1.2 s`.
pub fn table(rows: &[Row]) -> String {
    let line = |row: &Row| match row.outcome {
        Outcome::Ok(time) => format!("{:12} ok      {:>9}", row.step, seconds(time)),
        Outcome::Failed(time) => format!("{:12} FAILED  {:>9}", row.step, seconds(time)),
        Outcome::NotRun => format!("{:12} not run", row.step),
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
