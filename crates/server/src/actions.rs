//! Mounting everything around an application.

use std::{error::Error, sync::Arc};

use axum::Router;

use crate::{
    cache::Cache,
    config::{Config, HandlerDeadline},
    guards::{BodyGuard, CrossSite},
    ledger::{Ledger, MemoryStore, Store},
    page::{ActionsService, PageGuard},
    pipeline::Pipeline,
    registry::Registry,
    scope::{Finish, IsUnavailable, Provided, StateMap},
    script::Script,
    start::StartError,
};

/// Puts calls, form posts and scopes around an application's router.
///
/// ```no_run
/// # use axum::Router;
/// # use leptos_actions_server::{Actions, config::Settings};
/// # #[derive(Clone)] struct Db;
/// # fn start(pages: Router, db: Db) -> Result<Router, leptos_actions_server::StartError> {
/// let settings: Settings = Settings::load("Leptos.toml")?;
/// let service = Actions::new().config(settings.actions).state(db).mount(pages)?;
/// # Ok(service) }
/// ```
///
/// The order, from the outside: layers for sessions and sign-in, this, the application's router with its own layers.
/// Only what a layer around `mount`'s router puts into a request reaches a caller, an action or a query:
/// `actions.mount(pages)?.layer(sessions)`.
#[must_use = "nothing is mounted before `mount`"]
pub struct Actions {
    state: StateMap,
    config: Config,
    expected: Option<String>,
    guard: PageGuard,
    script: Option<&'static Script>,
    ledger: Option<Arc<dyn Store>>,
    unavailable: Option<IsUnavailable>,
    cache: Cache,
    provided: Provided,
}

impl Default for Actions {
    fn default() -> Self {
        Self {
            state: StateMap::default(),
            config: Config::default(),
            expected: None,
            guard: |page| page,
            script: None,
            ledger: None,
            unavailable: None,
            cache: Cache::default(),
            provided: Provided::default(),
        }
    }
}

impl Actions {
    /// With the defaults and no state.
    pub fn new() -> Self {
        Self::default()
    }

    /// How calls are guarded: the `[actions]` section of `Leptos.toml`.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Provides a piece of state for `State<T>`, by type.
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.state = self.state.with(value);
        self
    }

    /// Compares the calls in this binary with a committed list, one name a line.
    pub fn expect(mut self, names: &str) -> Self {
        self.expected = Some(names.to_owned());
        self
    }

    /// Keeps what was answered under which idempotency key. Default: in memory, until the process ends.
    pub fn ledger(mut self, store: impl Store) -> Self {
        self.ledger = Some(Arc::new(store));
        self
    }

    /// Keeps answers in this cache, of which code outside of any call has a handle.
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = cache;
        self
    }

    /// Says which internal errors pass by themselves, such as a locked database: they are answered with 503.
    pub fn unavailable_when(mut self, is_unavailable: fn(&(dyn Error + 'static)) -> bool) -> Self {
        self.unavailable = Some(is_unavailable);
        self
    }

    /// Provides for the context of each call what `provide_context` gives in it: what you also hand to
    /// `leptos_routes_with_context`. The head of the request is there without it. May be said several times.
    ///
    /// It runs once for each call, before the body and before the code that identifies the caller. A function that it
    /// returns is given the call's reply when the body has ended. What is kept for everybody runs without any of it.
    pub fn context<F: Finish>(mut self, provide: impl Fn() -> F + Send + Sync + 'static) -> Self {
        self.provided.add(provide);
        self
    }

    /// Sets how page rendering is polled. `leptos_actions::actions()` has set it.
    pub fn page_guard(mut self, guard: PageGuard) -> Self {
        self.guard = guard;
        self
    }

    /// Serves the script of the pages' forms at its own address. `leptos_actions::actions()` has set it.
    pub fn script(mut self, script: &'static Script) -> Self {
        self.script = Some(script);
        self
    }

    /// Builds the table of calls and puts it around `pages`.
    ///
    /// # Errors
    /// What must be put right first; see [`StartError`].
    pub fn mount(self, pages: Router) -> Result<Router, StartError> {
        let registry = Registry::collect()?;
        registry.check_state(&self.state)?;
        if let Some(expected) = &self.expected {
            registry.check_names(expected)?;
        }
        let cross_site = CrossSite::new(&self.config.origins).map_err(|error| StartError::Config {
            source: "[actions] origins".into(),
            line: None,
            problem: error.to_string(),
        })?;
        let body = BodyGuard::new(self.config.body_deadline).uploads(self.config.upload_deadline);
        self.cache.set_memory(self.config.cache_memory);
        let store = self.ledger.unwrap_or_else(|| Arc::new(MemoryStore::default()));
        let pipeline = Pipeline {
            registry,
            state: self.state.with(HandlerDeadline(self.config.handler_deadline)),
            config: self.config,
            cross_site,
            body,
            ledger: Ledger::new(store, Arc::clone(self.cache.clock())),
            unavailable: self.unavailable,
            cache: self.cache,
            provided: self.provided,
        };
        let service = ActionsService {
            pipeline: Arc::new(pipeline),
            pages,
            guard: self.guard,
            script: self.script,
        };
        Ok(Router::new().fallback_service(service))
    }
}

impl std::fmt::Debug for Actions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Actions")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
