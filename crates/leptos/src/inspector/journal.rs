//! What has happened on this page.

use std::{cell::RefCell, collections::VecDeque};

use js_sys::Date;
use leptos::prelude::{ArcTrigger, Notify, Track};
use leptos_actions_client::lanes::Number;
use leptos_actions_core::{Action, CallResult, IntentId, Tag, codec};

use super::notation::notation;

/// So many intents are kept.
const KEPT: usize = 100;

thread_local! {
    static INTENTS: RefCell<VecDeque<Intent>> = const { RefCell::new(VecDeque::new()) };
    static CHANGED: ArcTrigger = ArcTrigger::new();
}

/// One intent, as far as it has come.
#[derive(Clone)]
pub(super) struct Intent {
    number: Number,
    pub(super) call: &'static str,
    pub(super) id: IntentId,
    /// Its arguments, as far as they are known.
    pub(super) input: String,
    pub(super) key: Option<String>,
    /// The queries that show it before it is answered.
    pub(super) shown_in: Vec<&'static str>,
    pub(super) steps: Vec<Step>,
}

/// Something that happened to it, and when in milliseconds since it was made.
#[derive(Clone)]
pub(super) struct Step {
    at: f64,
    pub(super) what: String,
    /// Values that belong to it, by name.
    pub(super) values: Vec<(String, String)>,
}

/// What came with an answer.
pub(crate) struct Brought<'a> {
    pub(crate) stale: Option<&'a [Tag]>,
    /// Queries on screen, and their encoded values where these came too.
    pub(crate) fresh: Vec<(&'static str, Option<Vec<u8>>)>,
}

/// An intent is made, or tried again.
pub(crate) fn made<A: Action>(
    number: Number,
    id: &IntentId,
    input: Result<A, String>,
    key: Option<String>,
    shown_in: Vec<&'static str>,
) {
    let input = match input {
        Ok(input) => notation(&codec::to_vec(&input).unwrap_or_default()),
        Err(fields) => fields,
    };
    change(|intents| {
        if intents.iter().any(|intent| intent.number == number) {
            return;
        }
        if intents.len() == KEPT {
            intents.pop_back();
        }
        intents.push_front(Intent {
            number,
            call: A::META.name,
            id: id.clone(),
            input,
            key,
            shown_in,
            steps: vec![Step::new("made")],
        });
    });
}

/// An attempt is sent.
pub(crate) fn sent(number: Number) {
    note(number, Step::new("sent"));
}

/// It was answered.
pub(crate) fn answered<A: Action>(number: Number, outcome: &CallResult<A::Output, A::Error>, brought: &Brought<'_>) {
    let mut step = Step::new(match outcome {
        Ok(_) => "answered".to_owned(),
        Err(error) => format!("failed: {} ({})", error.code(), error.message()),
    });
    if let Ok(value) = outcome {
        step.values
            .push(("answer".into(), notation(&codec::to_vec(value).unwrap_or_default())));
    }
    let stale = match brought.stale {
        _ if outcome.is_err() => None,
        None => Some("everything".into()),
        Some(tags) => Some(tags.iter().map(tag_name).collect::<Vec<_>>().join(", ")),
    };
    step.values.extend(stale.map(|stale| ("made stale".into(), stale)));
    for (call, value) in &brought.fresh {
        let value = value.as_deref().map_or_else(|| "to be asked for".into(), notation);
        step.values.push((format!("fresh: {call}"), value));
    }
    note(number, step);
}

fn tag_name(tag: &Tag) -> String {
    match tag {
        Tag::Query(call) => call.clone().into_owned(),
        Tag::Instance(call, arguments) => format!("{call} {}", notation(arguments)),
        tag => format!("{tag:?}"),
    }
}

fn note(number: Number, step: Step) {
    change(|intents| {
        if let Some(intent) = intents.iter_mut().find(|intent| intent.number == number) {
            intent.steps.push(step);
        }
    });
}

fn change(change: impl FnOnce(&mut VecDeque<Intent>)) {
    INTENTS.with_borrow_mut(change);
    CHANGED.with(|changed| changed.notify());
}

/// All of them, the newest first. Reactive.
pub(super) fn intents() -> Vec<Intent> {
    CHANGED.with(|changed| changed.track());
    INTENTS.with_borrow(|intents| intents.iter().cloned().collect())
}

impl Step {
    fn new(what: impl Into<String>) -> Self {
        Self {
            at: Date::now(),
            what: what.into(),
            values: Vec::new(),
        }
    }
}

impl Intent {
    pub(super) fn number(&self) -> Number {
        self.number
    }

    /// When a step was, in milliseconds since the intent was made.
    pub(super) fn after(&self, step: &Step) -> f64 {
        self.steps.first().map_or(0.0, |first| step.at - first.at)
    }

    /// The same call for a terminal; without the page's cookies, which no script sees.
    pub(super) fn as_curl(&self, origin: &str) -> String {
        let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let key = self
            .key
            .as_ref()
            .map(|key| format!(" -H {}", quote(&format!("idempotency-key: \"{key}\""))));
        let (media_type, body) = match self.input.starts_with('{') {
            true => ("application/json", &self.input),
            false => ("application/x-www-form-urlencoded", &self.input),
        };
        format!(
            "curl {} -H 'content-type: {media_type}'{} --data-raw {}",
            quote(&format!("{origin}/_call/{}", self.call)),
            key.unwrap_or_default(),
            quote(body)
        )
    }
}
