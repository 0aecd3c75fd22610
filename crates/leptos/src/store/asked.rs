//! What was asked for, and how its answers come into the entries.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos_actions_client::{
    lanes::Number,
    log::{Intents, Moment},
};
use leptos_actions_core::wire::{Answer, Contained, Reading, Who};

use super::Shown;

/// What asks again; its end puts the value on screen.
pub(crate) type Refreshing = Pin<Box<dyn Future<Output = Landing> + Send>>;
/// Puts a value into its entry, while the store is locked.
pub(crate) type Landing = Box<dyn FnOnce(&mut Intents) -> Landed + Send>;
/// Puts an intent's change into its entry, while the store is locked.
pub(crate) type Adding = Box<dyn FnOnce(&Intents) -> Arc<dyn Shown>>;

/// A value is in its entry.
pub(crate) struct Landed {
    /// As whom the last one was read, if that was somebody else.
    pub(crate) gone: Option<Who>,
    /// Where it is. The last who has it drops it, and not while the store is locked.
    pub(crate) entry: Arc<dyn Shown>,
}

/// A value as it came.
pub(crate) struct Arrival {
    pub(crate) origin: Origin,
    pub(crate) answer: Answer,
}

/// Where a value came from.
pub(crate) struct Origin {
    /// When it was asked for; `None` if it was not.
    pub(crate) at: Option<Moment>,
    /// The intents that were named then, and what the server says of them.
    pub(crate) listed: Vec<(Number, Contained)>,
    /// Whether its entry asked for it. Then it is shown where nothing else is, whatever it is.
    pub(crate) is_own: bool,
}

/// What a request says of the screen, and what its answer is compared with.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) header: Option<String>,
    pub(crate) at: Moment,
    pub(super) entries: Vec<Arc<dyn Shown>>,
    pub(super) numbers: Vec<Number>,
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl Arrival {
    /// A value that came before anybody asked for it.
    pub(super) fn unasked(answer: Answer) -> Self {
        let origin = Origin {
            at: None,
            listed: Vec::new(),
            is_own: false,
        };
        Self { origin, answer }
    }
}

impl Asked {
    /// An answer to this request.
    pub(crate) fn arrival(&self, answer: Answer) -> Arrival {
        let origin = Origin {
            at: Some(self.at),
            listed: self.listed(answer.read.as_ref()),
            is_own: false,
        };
        Arrival { origin, answer }
    }

    /// What came with an answer to it.
    #[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn brought<'a>(&self, told: &'a leptos_actions_client::Told) -> crate::inspector::Brought<'a> {
        let fresh = told.fresh.iter().flatten().filter_map(|(place, answer)| {
            let value = answer.as_ref().and_then(|answer| answer.value.clone());
            Some((
                self.entries.get(*place as usize)?.call(),
                value.map(|value| value.into_vec()),
            ))
        });
        crate::inspector::Brought {
            stale: told.stale.as_deref(),
            fresh: fresh.collect(),
        }
    }

    pub(crate) fn listed(&self, read: Option<&Reading>) -> Vec<(Number, Contained)> {
        let contained = read.map(|read| &*read.contained).unwrap_or_default();
        self.numbers.iter().copied().zip(contained.iter().copied()).collect()
    }
}
