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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::future::BoxFuture;
    use leptos_actions_core::{CallError, CallResult, Kind, NoError, wire::Answer};

    use super::*;
    use crate::{
        call::{Decoded, Identified, Outcome},
        pipeline::Arguments,
        scope::Scope,
    };

    /// A call of which nothing is wanted but its name.
    struct Named(Meta);

    impl Endpoint for Named {
        fn meta(&self) -> &'static Meta {
            Box::leak(Box::new(self.0))
        }

        fn is_secret(&self, _: &str) -> bool {
            false
        }

        fn requires(&self, requirements: &mut Requirements) {
            requirements.state::<u32>();
        }

        fn identify<'a>(&self, _: &'a Scope) -> BoxFuture<'a, CallResult<Identified>> {
            Box::pin(async { Err(CallError::Unauthenticated) })
        }

        fn decode(&self, _: &Arguments) -> CallResult<Decoded> {
            Err(CallError::Malformed)
        }

        fn validate(&self, _: &Decoded) -> CallResult<()> {
            Ok(())
        }

        fn query_tags(&self, _: &Decoded) -> Option<Vec<String>> {
            None
        }

        fn restore(&self, answer: Answer) -> Outcome {
            Box::new(answer.read::<(), NoError>())
        }

        fn execute(&self, _: Scope, _: Identified, _: Decoded, _: Duration) -> BoxFuture<'static, Outcome> {
            Box::pin(async { Box::new(CallResult::<()>::Ok(())) as Outcome })
        }
    }

    fn endpoint(name: &'static str, aliases: &'static [&'static str], line: u32) -> &'static dyn Endpoint {
        Box::leak(Box::new(Named(Meta {
            name,
            aliases,
            kind: Kind::Action,
            access: "public",
            fields: &[],
            signature: u64::from(line),
            limit: None,
            concurrency: leptos_actions_core::Concurrency::Parallel,
            timeout: None,
            cache: None,
            file: "src/cart.rs",
            line,
        })))
    }

    fn table(endpoints: &[&'static dyn Endpoint]) -> Result<Registry, String> {
        Registry::of(endpoints.iter().copied()).map_err(|error| error.to_string())
    }

    #[test]
    fn two_calls_of_one_name_stop_the_start_with_both_places_and_the_fix() {
        let error = table(&[
            endpoint("save", &[], 3),
            endpoint("load", &[], 5),
            endpoint("save", &[], 7),
        ])
        .unwrap_err();
        for part in ["`save`", "src/cart.rs:3", "src/cart.rs:7", "name = \"..\""] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn an_alias_is_a_name_like_any_other() {
        let error = table(&[endpoint("save", &["store"], 3), endpoint("store", &[], 7)]).unwrap_err();
        assert!(error.contains("`store`"), "{error}");
        let table = table(&[endpoint("save", &["store", "keep"], 3), endpoint("load", &[], 5)]).unwrap();
        assert_eq!(table.get("store").unwrap().meta().name, "save");
        let listed: Vec<_> = table.iter().map(|endpoint| endpoint.meta().name).collect();
        assert_eq!(listed, ["load", "save"], "once, under its own name");
    }

    #[test]
    fn an_empty_table_stops_the_start_and_says_what_to_look_for() {
        let error = table(&[]).unwrap_err();
        assert!(error.contains("use app as _;"), "{error}");
        // This crate's own tests link no call, as a binary does that forgot to name its crate.
        assert!(matches!(Registry::collect(), Err(StartError::NoCalls)));
    }

    #[test]
    fn the_table_is_compared_with_a_list_in_both_directions() {
        let table = table(&[endpoint("load", &["fetch"], 3), endpoint("save", &[], 5)]).unwrap();
        table.check_names("# the calls\nload\n\n  save # writes\n").unwrap();
        let Err(StartError::OtherCalls { missing, unlisted }) = table.check_names("load\nforget\nfetch\n") else {
            panic!("another list");
        };
        assert_eq!(
            (missing, unlisted),
            (vec!["fetch".to_owned(), "forget".to_owned()], vec!["save".to_owned()])
        );
    }

    #[test]
    fn state_that_nobody_provides_stops_the_start_with_call_and_type() {
        let table = table(&[endpoint("save", &[], 3)]).unwrap();
        let error = table.check_state(&StateMap::default()).unwrap_err().to_string();
        assert!(error.contains("`save`") && error.contains("`State<u32>`"), "{error}");
        table.check_state(&StateMap::default().with(7_u32)).unwrap();
    }

    // covers: SKW-03
    #[test]
    fn the_build_is_the_same_exactly_as_long_as_the_calls_are() {
        let build = |endpoints: &[&'static dyn Endpoint]| table(endpoints).unwrap().build().to_string();
        let (save, load) = (endpoint("save", &[], 3), endpoint("load", &[], 5));
        assert_eq!(build(&[save, load]), build(&[load, endpoint("save", &[], 3)]));
        assert_ne!(build(&[save, load]), build(&[save]));
        assert_ne!(build(&[save]), build(&[endpoint("save", &[], 4)]));
    }
}
