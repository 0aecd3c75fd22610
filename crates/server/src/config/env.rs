//! Environment variables over the file.

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::Settings;
use crate::start::StartError;

const SECTIONS: [&str; 3] = ["leptos", "actions", "app"];

/// Sets every key that a variable names.
///
/// An unknown `ACTIONS_` variable is an error. The other prefixes are shared: cargo-leptos sets more `LEPTOS_`
/// variables than a running server reads, and `APP_` is anybody's.
pub(super) fn apply<A: DeserializeOwned>(
    settings: &mut Settings<A>,
    text: &str,
    variables: &[(String, String)],
) -> Result<(), StartError> {
    let mut table: Table = text.parse().unwrap_or_default();
    for (name, value) in variables {
        let Some((section, key)) = split(name) else { continue };
        match set(&table, section, &key, value) {
            Ok((changed, parsed)) => (table, *settings) = (changed, parsed),
            Err(problem) if section != "actions" && problem.starts_with("unknown field") => {}
            Err(problem) => {
                return Err(StartError::Config {
                    source: name.clone(),
                    line: None,
                    problem,
                });
            }
        }
    }
    Ok(())
}

fn split(name: &str) -> Option<(&'static str, String)> {
    let (prefix, key) = name.split_once('_')?;
    let section = SECTIONS.into_iter().find(|section| section.to_uppercase() == prefix)?;
    Some((section, key.to_lowercase().replace('_', "-")))
}

/// Tries the value as text and as what else it can be read as; the key's type decides.
fn set<A: DeserializeOwned>(
    table: &Table,
    section: &str,
    key: &str,
    value: &str,
) -> Result<(Table, Settings<A>), String> {
    let list = value
        .split(',')
        .map(|item| Value::String(item.trim().to_owned()))
        .filter(|item| item.as_str() != Some(""));
    let readings = [
        Some(Value::String(value.to_owned())),
        value.parse().ok().map(Value::Boolean),
        value.parse().ok().map(Value::Integer),
        Some(Value::Array(list.collect())),
    ];
    let mut first_problem = None;
    for reading in readings.into_iter().flatten() {
        let mut changed = table.clone();
        let entry = changed.entry(section).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(keys) = entry {
            keys.insert(key.to_owned(), reading);
        }
        match changed.clone().try_into() {
            Ok(settings) => return Ok((changed, settings)),
            Err(error) => drop(first_problem.get_or_insert_with(|| error.message().to_owned())),
        }
    }
    Err(first_problem.unwrap_or_default())
}
