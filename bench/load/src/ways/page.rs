//! What both pages show: the newest twenty rows, and what became of the form that adds one.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// So many rows are kept and shown.
const SHOWN: u32 = 20;

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub id: u32,
    pub title: String,
    pub price: u32,
}

/// The rows of one page, in memory.
#[derive(Clone)]
pub struct Rows(Arc<Mutex<VecDeque<Row>>>);

impl Default for Rows {
    fn default() -> Self {
        let titles = (1..=SHOWN).map(|id| (id, format!("The row number {id}")));
        let rows = titles.map(|(id, title)| Row {
            id,
            title,
            price: id * 250,
        });
        Self(Arc::new(Mutex::new(rows.collect())))
    }
}

impl Rows {
    /// The newest, the oldest of them first.
    pub fn newest(&self) -> Vec<Row> {
        self.lock().iter().cloned().collect()
    }

    /// Adds a row and forgets the oldest.
    pub fn add(&self, title: String) {
        let mut rows = self.lock();
        let id = rows.back().map_or(1, |row| row.id + 1);
        rows.pop_front();
        rows.push_back(Row { id, title, price: 250 });
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The list.
pub fn list(rows: Vec<Row>) -> impl IntoView {
    let rows = rows.into_iter().map(|Row { id, title, price }| {
        view! {
            <li>
                <a href=format!("/rows/{id}")>{title}</a>
                <span class="price">{format!("{}.{:02}", price / 100, price % 100)}</span>
            </li>
        }
    });
    view! { <ul>{rows.collect::<Vec<_>>()}</ul> }
}

/// The text that says that a row was added.
pub const ADDED: &str = "It was added.";

/// The options that both pages have.
pub fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("load").build()
}
