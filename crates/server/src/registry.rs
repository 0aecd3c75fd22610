//! The closed table of calls, built once at start-up.
//!
//! 1. A name that two calls claim stops the start; the message names both places and the fix.
//! 2. An empty table stops the start: the binary does not link the crate that defines the calls.
//! 3. A dependency that the binary never names contributes *nothing, silently*: name it (`use shop as _;`), and give
//!    [`Actions::expect`](crate::Actions::expect) the committed list of calls, which is compared with the table.
//! 4. State that an extract needs and nobody provided stops the start.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use leptos_actions_core::Meta;

use crate::{
    call::{Endpoint, Registration},
    scope::{Requirements, StateMap},
    start::StartError,
};

/// Every call of the application, by name.
#[derive(Debug)]
pub struct Registry {
    endpoints: BTreeMap<&'static str, &'static dyn Endpoint>,
    build: Arc<str>,
}

impl Registry {
    /// Reads what the macros registered.
    ///
    /// # Errors
    /// When the table is empty or two calls claim one name.
    pub fn collect() -> Result<Self, StartError> {
        Self::of(inventory::iter::<Registration>().map(|registration| registration.0))
    }

    fn of(all: impl Iterator<Item = &'static dyn Endpoint>) -> Result<Self, StartError> {
        let mut endpoints = BTreeMap::new();
        for endpoint in all {
            let meta = endpoint.meta();
            for name in std::iter::once(&meta.name).chain(meta.aliases) {
                match endpoints.entry(*name) {
                    Entry::Vacant(free) => drop(free.insert(endpoint)),
                    Entry::Occupied(taken) => return Err(duplicate(name, taken.get().meta(), meta)),
                }
            }
        }
        if endpoints.is_empty() {
            return Err(StartError::NoCalls);
        }
        let build = build_id(&endpoints).into();
        Ok(Self { endpoints, build })
    }

    /// The call of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'static dyn Endpoint> {
        self.endpoints.get(name).copied()
    }

    /// Every call, by name; a call with an alias stands under its own name only.
    pub fn iter(&self) -> impl Iterator<Item = &'static dyn Endpoint> {
        self.endpoints
            .iter()
            .filter(|(name, endpoint)| **name == endpoint.meta().name)
            .map(|(_, endpoint)| *endpoint)
    }

    /// A name for this table: another one means another build.
    #[must_use]
    pub fn build(&self) -> &Arc<str> {
        &self.build
    }

    pub(crate) fn check_state(&self, state: &StateMap) -> Result<(), StartError> {
        for endpoint in self.iter() {
            let mut requirements = Requirements::default();
            endpoint.requires(&mut requirements);
            if let Some(missing) = state.missing(&requirements).first() {
                return Err(StartError::MissingState {
                    call: endpoint.meta().name,
                    state: missing,
                });
            }
        }
        Ok(())
    }

    /// Compares the table with a list of names, one a line; `#` begins a comment.
    pub(crate) fn check_names(&self, list: &str) -> Result<(), StartError> {
        let lines = list
            .lines()
            .map(|line| line.split('#').next().unwrap_or_default().trim());
        let expected: BTreeSet<&str> = lines.filter(|line| !line.is_empty()).collect();
        let found: BTreeSet<&str> = self.iter().map(|endpoint| endpoint.meta().name).collect();
        let names = |set: Vec<&&str>| set.into_iter().map(ToString::to_string).collect::<Vec<_>>();
        let missing = names(expected.difference(&found).collect());
        let unlisted = names(found.difference(&expected).collect());
        if missing.is_empty() && unlisted.is_empty() {
            Ok(())
        } else {
            Err(StartError::OtherCalls { missing, unlisted })
        }
    }
}

fn duplicate(name: &str, first: &Meta, second: &Meta) -> StartError {
    let place = |meta: &Meta| format!("{}:{}", meta.file, meta.line);
    StartError::Duplicate {
        name: name.to_owned(),
        first: place(first),
        second: place(second),
    }
}

/// FNV-1a over names and signatures: stable, and different whenever a call is.
fn build_id(endpoints: &BTreeMap<&'static str, &'static dyn Endpoint>) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (name, endpoint) in endpoints {
        for byte in name.bytes().chain(endpoint.meta().signature.to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
