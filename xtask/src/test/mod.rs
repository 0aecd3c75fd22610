//! `cargo xtask test`: everything that CI runs, quickest judgement first, ending at the first
//! failure with a table of what passed, what failed and what was not run.

mod browser;
mod existing_app;
mod report;
mod server;
mod steps;

use crate::args::Args;
use crate::failure::{Failure, Result};
use report::{Outcome, Row};
use std::time::Instant;
use steps::{STEPS, Step};

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let list = args.flag("--list");
    let fast = args.flag("--fast");
    let only = args.value("--only")?;
    args.finish()?;
    if list {
        STEPS
            .iter()
            .for_each(|step| println!("{:12} {}", step.name, step.about));
        return Ok(());
    }
    let chosen = choose(fast, only.as_deref())?;
    let (rows, failure) = run_all(&chosen);
    println!("\n{}", report::table(&rows));
    match failure {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

fn choose(fast: bool, only: Option<&str>) -> Result<Vec<&'static Step>> {
    let Some(name) = only else {
        return Ok(STEPS.iter().filter(|step| step.fast || !fast).collect());
    };
    match STEPS.iter().find(|step| step.name == name) {
        Some(step) => Ok(vec![step]),
        None => Err(Failure::new(
            format!("--only {name}"),
            "there is no such step",
            "`cargo xtask test --list` shows them",
        )),
    }
}

/// Runs steps until one fails; those behind it are reported as not run.
fn run_all(chosen: &[&'static Step]) -> (Vec<Row>, Option<Failure>) {
    let mut rows = Vec::new();
    let mut failure = None;
    for step in chosen {
        if failure.is_some() {
            rows.push(Row::new(step.name, Outcome::NotRun));
            continue;
        }
        println!("\nxtask: == {}: {}", step.name, step.about);
        let start = Instant::now();
        failure = (step.run)().err();
        let time = start.elapsed();
        let outcome = match failure {
            None => Outcome::Ok(time),
            Some(_) => Outcome::Failed(time),
        };
        rows.push(Row::new(step.name, outcome));
    }
    (rows, failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Step = Step {
        name: "good",
        about: "",
        fast: true,
        run: || Ok(()),
    };
    const BAD: Step = Step {
        name: "bad",
        about: "",
        fast: true,
        run: || Err(Failure::new("bad", "it is", "mend it")),
    };

    #[test]
    fn the_first_failure_ends_the_run_and_nothing_is_silent() {
        let (rows, failure) = run_all(&[&GOOD, &BAD, &GOOD]);
        assert!(failure.is_some());
        let table = report::table(&rows);
        let words: Vec<_> = table
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1))
            .collect();
        assert_eq!(words, ["ok", "FAILED", "not"]);
    }

    #[test]
    fn the_quick_run_leaves_out_the_browser_and_no_name_is_guessed() {
        let quick = choose(true, None).unwrap();
        assert!(quick.iter().all(|step| step.name != "browser"));
        assert!(choose(false, None).unwrap().len() > quick.len());
        assert!(choose(false, Some("brwser")).is_err());
    }
}
