//! The application's state, by type, and what the calls need of it.

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    fmt,
    sync::Arc,
};

/// Values by type: database pools, clients, settings. Cheap to clone once built.
#[derive(Clone, Default)]
pub struct StateMap(Arc<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl StateMap {
    /// The same with `value` added; a second value of one type replaces the first.
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        Arc::make_mut(&mut self.0).insert(TypeId::of::<T>(), Arc::new(value));
        self
    }

    /// The value of a type.
    #[must_use]
    pub fn get<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.0
            .get(&TypeId::of::<T>())
            .and_then(|value| value.downcast_ref::<T>())
            .cloned()
    }

    pub(crate) fn missing(&self, requirements: &Requirements) -> Vec<&'static str> {
        let missing = requirements.state.iter().filter(|(id, _)| !self.0.contains_key(id));
        missing.map(|(_, name)| *name).collect()
    }
}

impl fmt::Debug for StateMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateMap").field("types", &self.0.len()).finish()
    }
}

/// The state that a call's extractors need, so that a missing one stops the start and not the first customer.
#[derive(Debug, Default)]
pub struct Requirements {
    state: Vec<(TypeId, &'static str)>,
    has_commit_point: bool,
    /// Leaves the state out, which nobody asks for.
    only_commit_point: bool,
}

impl Requirements {
    /// Needs a value of type `T`.
    pub fn state<T: 'static>(&mut self) {
        if !self.only_commit_point {
            self.state.push((TypeId::of::<T>(), type_name::<T>()));
        }
    }

    /// For asking only whether a call has a commit point, before each that runs.
    pub(crate) const fn of_commit_point() -> Self {
        Self {
            state: Vec::new(),
            has_commit_point: false,
            only_commit_point: true,
        }
    }

    /// Says itself from when on it cannot be taken back.
    pub(crate) fn commit_point(&mut self) {
        self.has_commit_point = true;
    }

    pub(crate) const fn has_commit_point(&self) -> bool {
        self.has_commit_point
    }
}
