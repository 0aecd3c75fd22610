//! Places in code, and whom they see.

use http::request::Parts;
use leptos::context::use_context;
use leptos_actions::{CallError, CallResult, Scope};

/// What is seen where there is no request.
pub const NOBODY: &str = "nobody";

/// A place in code that reports whom it sees.
#[derive(Debug)]
pub struct Place {
    pub name: &'static str,
    /// Whether it belongs to a request, and so must know whose.
    pub knows: bool,
}

const fn knows(name: &'static str) -> Place {
    Place { name, knows: true }
}

const fn not(name: &'static str) -> Place {
    Place { name, knows: false }
}

pub const CALL: &[Place] = &[knows("answer")];

pub const PAGE: &[Place] = &[
    knows("component"),
    knows("query"),
    knows("resource-before"),
    knows("resource-after"),
    knows("joined"),
    knows("nested"),
    knows("spawned-call"),
    knows("spawned-in-scope"),
    not("spawned-calling"),
    not("spawned-context"),
];

pub const PLAIN: &[Place] = &[
    knows("scope"),
    knows("call"),
    knows("nested"),
    knows("spawned-call"),
    not("spawned-calling"),
    not("leptos-context"),
];

pub const SCOPED: &[Place] = &[
    knows("extractor"),
    knows("spawned-in-scope"),
    not("spawned-calling"),
    not("leptos-context"),
];

/// Whom a place saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub place: String,
    pub whom: String,
}

/// Writes what a place saw so that [`read`] finds it in any answer.
pub fn saw(place: &'static str, whom: &str) -> String {
    format!("{{{{{place}={whom}}}}}")
}

/// Whom a call said; a call that nobody makes is refused.
pub fn said(answer: CallResult<String>) -> String {
    match answer {
        Ok(name) => name,
        Err(CallError::Internal(_)) => NOBODY.to_owned(),
        Err(other) => other.message().into_owned(),
    }
}

pub fn of_scope(scope: Option<Scope>) -> String {
    scope
        .and_then(|scope| name_in(scope.head()?))
        .unwrap_or_else(|| NOBODY.to_owned())
}

/// Whose page Leptos says is being rendered here.
pub fn of_leptos() -> String {
    use_context::<Parts>()
        .and_then(|head| name_in(&head))
        .unwrap_or_else(|| NOBODY.to_owned())
}

pub fn name_in(head: &Parts) -> Option<String> {
    Some(head.headers.get("x-user")?.to_str().ok()?.to_owned())
}

/// Everything that is reported in an answer; an answer to a call is the report itself.
pub fn read(answer: &str) -> Vec<Seen> {
    if let Ok(whom) = serde_json::from_str(answer) {
        return vec![Seen {
            place: "answer".into(),
            whom,
        }];
    }
    // What is handed over to hydration tells the same again, in scripts.
    let outside = |part: &str| {
        part.split_once("</script>")
            .map_or_else(|| part.to_owned(), |(_, rest)| rest.to_owned())
    };
    let markup: String = answer.split("<script").map(outside).collect();
    let reports = markup.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let pairs = reports.filter_map(|report| report.split_once('='));
    pairs
        .map(|(place, whom)| Seen {
            place: place.into(),
            whom: whom.into(),
        })
        .collect()
}
