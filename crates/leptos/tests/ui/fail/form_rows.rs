//! Rows of a form are flat, and a `Vec` by that name.

use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Form)]
struct Line {
    copies: u8,
}

#[derive(Clone, Debug, Serialize, Deserialize, Form)]
struct Page {
    #[form]
    lines: Vec<Line>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Form)]
struct WithFile {
    picture: Option<Upload>,
}

type Lines = Vec<Line>;

#[action(public)]
async fn rows_in_rows(#[form] pages: Vec<Page>) -> CallResult<()> {
    drop(pages);
    Ok(())
}

#[action(public)]
async fn files_in_rows(#[form] files: Vec<WithFile>) -> CallResult<()> {
    drop(files);
    Ok(())
}

#[action(public)]
async fn by_another_name(#[form] lines: Lines) -> CallResult<()> {
    drop(lines);
    Ok(())
}

fn main() {}
