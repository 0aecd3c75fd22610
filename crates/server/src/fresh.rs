//! Step 13: what an action made stale of what its caller has on screen is read again, for the same answer.
//!
//! 1. A page says in a header which queries it shows. What of it is stale, the action says: everything unless it names
//!    what. Nothing else is read, and nothing that the page does not show.
//! 2. They are read as the caller that the reply leaves behind: after a sign-in that is the new one.
//!    Where the reply cannot say who that is (`Reply::caller_changed`), nothing is read here: the page asks for it itself.
//! 3. Each stands alone. One that fails, panics or takes too long damages neither the others nor the action's answer.
//!    All of them together have `[actions] fresh-deadline`, a second where nobody says so: what is not there by then the page
//!    asks for itself, and the action's answer waits no longer.
//! 4. They are a set with a cap: what is named twice is read once. What is above it, what is to be read apart, and what
//!    could not be encoded, the page is told to ask for itself.
//! 5. What is kept in the cache was expired before, if the action says that it changed. What the action names is read
//!    after it in any case, and so is what is kept for the caller, if it names nothing.
//! 6. With each value goes when it was read, and which of the page's own intents are in it. One that ended while it was read
//!    makes it be read again, for nobody could say. And as whom: a page that was told nothing of a sign-in elsewhere sees by
//!    it that what it shows is another's.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{StreamExt, stream::FuturesUnordered};
use http::HeaderMap;
use leptos_actions_core::{
    Action, CallError, CallResult, IdempotencyKey, Kind, Tag, codec,
    wire::{Answer, Contained, Reading, Screen, Span},
};
use tracing::Instrument;

use crate::{
    call::{Endpoint, Outcome, contained},
    caller::Principal,
    clock::{Clock, IntentHash},
    ledger::intent_hash,
    names,
    pipeline::{Arguments, Pipeline},
    scope::{NotBefore, Scope},
    trace,
};

/// The most queries that one answer carries.
pub(crate) const MOST: usize = 32;
/// The most queries that are looked at.
const MOST_NAMED: usize = 256;
/// The most keys of intents that are looked for.
const MOST_KEYS: usize = 64;
/// How often a value is read before it is sent with an intent of which nobody knows whether it is in it.
const READINGS: u32 = 3;

/// What actions make stale.
#[derive(Clone, Default)]
pub struct Touched {
    /// Whether it is everything.
    is_everything: bool,
    tags: Vec<Tag>,
    /// What is read again, and not expired.
    refreshed: Vec<Tag>,
    /// The queries that are changed, and whether those with these arguments are.
    changed: Vec<&'static str>,
    changes: Vec<Changes>,
}

type Changes = Arc<dyn Fn(&str, &[u8]) -> bool + Send + Sync>;

/// How a query on screen is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Not,
    /// It may be what is kept.
    Again,
    /// As `Again` what is kept for everybody. What is kept for the caller is too old.
    AgainOrAnew,
    Anew,
}

impl Touched {
    /// What the action says.
    pub fn by<A: Action>(action: &A) -> Self {
        let changes: Option<Changes> = A::IS_OPTIMISTIC.then(|| {
            let action = action.clone();
            Arc::new(move |call: &str, arguments: &[u8]| action.touches(call, arguments)) as Changes
        });
        let tags = action.refreshes();
        Self {
            is_everything: tags.is_none(),
            tags: tags.unwrap_or_default(),
            refreshed: Vec::new(),
            changed: action.changes(),
            changes: changes.into_iter().collect(),
        }
    }

    /// What an action makes stale that says nothing.
    pub(crate) fn everything() -> Self {
        Self {
            is_everything: true,
            ..Self::default()
        }
    }

    pub(crate) const fn is_everything(&self) -> bool {
        self.is_everything
    }

    pub(crate) fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// What other pages are told; `None` for everything.
    pub(crate) fn told(&self) -> Option<Vec<Tag>> {
        let changed = self.changed.iter().map(|call| Tag::Query((*call).into()));
        (!self.is_everything).then(|| self.tags.iter().cloned().chain(changed).collect())
    }

    /// The queries that it may change.
    pub(crate) fn changed(&self) -> &[&'static str] {
        &self.changed
    }

    /// Whether it changes that. It asks the application's own code, and so under no lock. Code that panics has said nothing,
    /// and what may be changed is read again.
    pub(crate) fn changes(&self, call: &str, arguments: &[u8]) -> bool {
        let asked = |changes: &Changes| contained("`Optimistic::matches`", || changes(call, arguments));
        self.changes.iter().any(|changes| asked(changes).unwrap_or(true))
    }

    /// This too.
    pub(crate) fn name(&mut self, tag: Tag, expires: bool) {
        let tags = if expires { &mut self.tags } else { &mut self.refreshed };
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }

    /// What another action makes stale too.
    pub(crate) fn join(&mut self, other: Self) {
        self.is_everything |= other.is_everything;
        self.tags.extend(other.tags);
        self.changed.extend(other.changed);
        self.changes.extend(other.changes);
    }

    fn need(&self, shown: &Shown<'_>) -> Need {
        if shown.is_meant_by(&self.tags) || self.changes(shown.call, shown.arguments) {
            Need::Anew
        } else if self.is_everything {
            Need::AgainOrAnew
        } else if shown.is_meant_by(&self.refreshed) {
            Need::Again
        } else {
            Need::Not
        }
    }
}

/// A query on a page.
struct Shown<'a> {
    call: &'a str,
    arguments: &'a [u8],
    tags: &'a [String],
    page: Option<&'a Tag>,
}

impl Shown<'_> {
    fn is_meant_by(&self, tags: &[Tag]) -> bool {
        let mut tags = tags.iter();
        tags.any(|tag| Some(tag) == self.page || tag.is_of(self.call, self.arguments, self.tags))
    }
}

/// An action has succeeded: what it makes stale is expired, before anybody reads it again.
pub(crate) fn expire(scope: &Scope, touched: Touched, principal: &Principal) {
    if let Some(cache) = scope.cache() {
        cache.expire(&touched, principal);
    }
    scope.full_reply().touch(touched);
}

impl std::fmt::Debug for Touched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Touched")
            .field("tags", &self.tags)
            .finish_non_exhaustive()
    }
}

/// What the page that calls has on screen, if it says so.
pub(crate) fn screen(headers: &HeaderMap) -> Option<Screen> {
    let encoded = headers.get(&names::SCREEN)?;
    let screen: Screen = codec::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
    Some(screen)
}

/// The intents of which it is asked whether a value holds them that was read as that principal.
pub(crate) fn intents(screen: Option<&Screen>, principal: &Principal) -> Vec<IntentHash> {
    let keys = screen.map(|screen| &*screen.keys).unwrap_or_default();
    // What is no key names no intent, and keeps its place.
    let intent = |key: &String| IdempotencyKey::parse(key).map(|key| intent_hash(&key, principal));
    keys.iter()
        .take(MOST_KEYS)
        .map(|key| intent(key).unwrap_or_default())
        .collect()
}

/// When something was read, and which intents are in it.
pub(crate) fn reading(clock: &Clock, span: Span, intents: &[IntentHash]) -> Reading {
    let contained = intents.iter().map(|intent| clock.contained(intent, &span));
    Reading::new(span, contained.collect())
}

/// Reads what is stale of what is on screen.
pub(crate) async fn read(
    pipeline: &Pipeline,
    scope: &Scope,
    screen: &Screen,
    touched: &Touched,
    since: u64,
) -> Vec<(u32, Option<Answer>)> {
    let page = screen.page.as_deref().map(Tag::path);
    let mut asked = Vec::new();
    let mut later = Vec::new();
    let apart: HashSet<u32> = screen.apart.iter().copied().collect();
    let mut named_before = HashSet::new();
    // What this request reads is still the caller's before.
    let is_truthful = !scope.full_reply().has_changed_caller();
    for (place, named) in (0_u32..).zip(screen.queries.iter().take(MOST_NAMED)) {
        let (name, arguments) = named;
        let Some(query) = Stale::of(pipeline, (name, arguments), page.as_ref(), touched, since) else {
            continue;
        };
        if is_truthful && asked.len() < MOST && named_before.insert(named) && !apart.contains(&place) {
            asked.push((place, query));
        } else {
            later.push((place, None));
        }
    }
    let mut fresh = in_time(pipeline, scope, screen, &asked).await;
    fresh.extend(later);
    fresh
}

/// Reads all of them, as far as the step's deadline lets it. Those that are not there by then have no value.
async fn in_time(
    pipeline: &Pipeline,
    scope: &Scope,
    screen: &Screen,
    asked: &[(u32, Stale)],
) -> Vec<(u32, Option<Answer>)> {
    let until = tokio::time::Instant::now() + pipeline.config.fresh_deadline;
    let mut fresh: Vec<_> = asked.iter().map(|(place, _)| (*place, None)).collect();
    let numbered = asked.iter().enumerate();
    let mut reading: FuturesUnordered<_> = numbered
        .map(async |(number, (_, query))| (number, query.read(pipeline, scope, screen).await))
        .collect();
    while let Ok(Some((number, answer))) = tokio::time::timeout_at(until, reading.next()).await {
        fresh[number].1 = answer;
    }
    if !reading.is_empty() {
        let late = reading.len();
        tracing::info!(target: "leptos_actions", late, "what an action made stale was not read in time, and is asked for by the page");
    }
    fresh
}

/// One query on screen that is stale.
struct Stale {
    endpoint: &'static dyn Endpoint,
    arguments: Arguments,
    not_before: NotBefore,
}

impl Stale {
    fn of(
        pipeline: &Pipeline,
        (name, arguments): (&str, &[u8]),
        page: Option<&Tag>,
        touched: &Touched,
        since: u64,
    ) -> Option<Self> {
        let endpoint = pipeline
            .registry
            .get(name)
            .filter(|endpoint| endpoint.meta().kind == Kind::Query)?;
        let encoded = Arguments::Cbor(arguments.to_vec().into());
        // What does not decode is another build's, and its own request will say so.
        let decoded = endpoint.decode(&encoded).ok()?;
        let tags = endpoint.query_tags(&decoded);
        let shown = Shown {
            call: endpoint.meta().name,
            arguments,
            tags: tags.as_deref().unwrap_or_default(),
            page,
        };
        let need = match touched.need(&shown) {
            // A query that cannot say its tags may be meant by any.
            _ if tags.is_none() => Need::Anew,
            need => need,
        };
        let (shared, private) = match need {
            Need::Not => return None,
            Need::Again => (0, 0),
            Need::AgainOrAnew => (0, since),
            Need::Anew => (since, since),
        };
        Some(Self {
            endpoint,
            arguments: encoded,
            not_before: NotBefore { shared, private },
        })
    }

    async fn read(&self, pipeline: &Pipeline, scope: &Scope, screen: &Screen) -> Option<Answer> {
        let clock = pipeline.ledger.clock();
        let mut tries = 0;
        loop {
            tries += 1;
            let began = clock.tick();
            let scope = scope.reading_anew(self.not_before);
            let mut principal = Principal::public();
            let outcome = self.run(pipeline, &scope, &mut principal).await;
            let kept = scope.served().and_then(|served| served.span);
            let intents = intents(Some(screen), &principal);
            let reading = reading(clock, kept.unwrap_or_else(|| clock.since(began)), &intents);
            let mut contained = intents.iter().zip(&reading.contained);
            let has_ended =
                contained.any(|(intent, contained)| *contained == Contained::Running && clock.has_ended(intent));
            if has_ended && tries < READINGS {
                continue;
            }
            let mut answer = outcome.answer().ok()?;
            answer.read = Some(reading.by(principal.who()));
            return Some(answer);
        }
    }

    async fn run(&self, pipeline: &Pipeline, scope: &Scope, as_whom: &mut Principal) -> Outcome {
        let meta = self.endpoint.meta();
        let span = trace::span(meta, "fresh");
        let started = Instant::now();
        let deadline = meta.timeout.unwrap_or(pipeline.config.handler_deadline);
        let asked = self.ask(scope.clone(), deadline, as_whom);
        let outcome = asked.instrument(span.clone()).await;
        let outcome = outcome.unwrap_or_else(|error| {
            let refused: CallResult<()> = Err(error);
            Box::new(refused)
        });
        trace::record_erased(&span, started, &*outcome, outcome.status());
        outcome
    }

    async fn ask(&self, scope: Scope, deadline: Duration, as_whom: &mut Principal) -> CallResult<Outcome> {
        let who = tokio::time::timeout(deadline, self.endpoint.identify(&scope)).await;
        let who = who.unwrap_or(Err(CallError::Unavailable))?;
        trace::principal(&tracing::Span::current(), &who.principal);
        as_whom.clone_from(&who.principal);
        let arguments = self.endpoint.decode(&self.arguments)?;
        self.endpoint.validate(&arguments)?;
        Ok(self.endpoint.execute(scope, who, arguments, deadline).await)
    }
}
