//! Callers and extracts that are given instead of found: for tests and jobs.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    sync::Arc,
};

type Make<T> = Box<dyn Fn() -> T + Send + Sync>;

/// Values by type that take the place of what [`Caller`](crate::Caller) and [`Extract`](crate::Extract) would find.
#[derive(Clone, Default)]
pub struct Overrides(Arc<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Overrides {
    /// The same, with every `T` made by `make`.
    #[must_use]
    pub fn with<T: 'static>(mut self, make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let make: Make<T> = Box::new(make);
        Arc::make_mut(&mut self.0).insert(TypeId::of::<T>(), Arc::new(make));
        self
    }

    pub(crate) fn get<T: 'static>(&self) -> Option<T> {
        let make = self.0.get(&TypeId::of::<T>())?.downcast_ref::<Make<T>>()?;
        Some(make())
    }
}

impl fmt::Debug for Overrides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Overrides").field("types", &self.0.len()).finish()
    }
}
